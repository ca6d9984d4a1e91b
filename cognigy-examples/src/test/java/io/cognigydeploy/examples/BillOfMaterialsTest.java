package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The artifacts that are published, and those that {@code cognigy-bom} has. */
class BillOfMaterialsTest {

    private static final Path ROOT = Path.of("..");
    private static final Path BOM = Path.of("cognigy-bom", "pom.xml");

    @Test
    void every_published_module_is_in_it_and_nothing_else() throws Exception {
        List<String> published = texts(Path.of("pom.xml"), "//module").stream()
                .filter(module -> !isSkipped(module))
                .filter(module -> !module.equals("cognigy-bom"))
                .toList();

        assertThat(published).contains("cognigy-client", "cognigy-deploy-core");
        assertThat(new TreeSet<>(texts(BOM, "/project/dependencyManagement//artifactId")))
                .isEqualTo(new TreeSet<>(published));
        assertThat(texts(BOM, "/project/dependencyManagement//groupId")).containsOnly("io.cognigydeploy");
        assertThat(texts(BOM, "/project/dependencyManagement//version")).containsOnly("${project.version}");
    }

    @Test
    void its_version_is_that_of_the_modules() throws Exception {
        assertThat(texts(BOM, "/project/version")).isEqualTo(texts(Path.of("pom.xml"), "/project/version"));
    }

    /** Else a build that imports it gets the versions of this project's own dependencies as well. */
    @Test
    void it_inherits_nothing() throws Exception {
        assertThat(texts(BOM, "/project/parent")).isEmpty();
    }

    private static boolean isSkipped(String module) {
        try {
            return texts(Path.of(module, "pom.xml"), "/project/properties/maven.deploy.skip")
                    .contains("true");
        } catch (Exception e) {
            throw new IllegalStateException(module, e);
        }
    }

    private static List<String> texts(Path pom, String path) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(pom).toFile());
        return texts((NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET));
    }

    private static List<String> texts(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }
}
