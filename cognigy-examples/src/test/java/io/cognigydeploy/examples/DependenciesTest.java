package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dependencies that docs/dependencies.md lists are those of the libraries, with their sizes and versions. */
class DependenciesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w-]+)` \\|[^|]*\\|[^|]*\\| ([^|]*) \\| (\\d+) \\|");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");

    private record Row(String range, int kilobytes) {}

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(text("docs/dependencies.md"));
        while (row.find()) {
            rows.put(row.group(1), new Row(row.group(2), Integer.parseInt(row.group(3))));
        }
        return rows;
    }

    /** Returns the jars of the class path by their artifacts, which are the third name from the end of their paths. */
    private static Map<String, Path> jars() {
        Map<String, Path> jars = new LinkedHashMap<>();
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(file -> file.toString().endsWith(".jar") && file.getNameCount() > 3)
                .forEach(file -> jars.put(file.getName(file.getNameCount() - 3).toString(), file));
        return jars;
    }

    @Test
    void every_dependency_of_the_libraries_has_a_row() throws IOException {
        for (String module : List.of("cognigy-client", "cognigy-deploy-core")) {
            String pom = text(module + "/pom.xml");
            List<String> needed = DEPENDENCY
                    .matcher(pom)
                    .results()
                    .map(found -> found.group(1))
                    .filter(found -> !found.contains("<scope>") && !found.contains("<optional>"))
                    .filter(found -> !found.contains("<groupId>io.cognigydeploy</groupId>"))
                    .map(found -> ARTIFACT.matcher(found)
                            .results()
                            .findFirst()
                            .orElseThrow()
                            .group(1))
                    .toList();

            assertThat(needed).isNotEmpty();
            assertThat(rows()).containsKeys(needed.toArray(String[]::new));
        }
    }

    /** The jars are those of the build, whose versions the page ends its ranges with, or those of a profile. */
    @Test
    void sizes_and_versions_are_those_of_the_jars() throws IOException {
        Map<String, Path> jars = jars();
        long all = 0;
        boolean isBuild = true;
        for (Map.Entry<String, Row> row : rows().entrySet()) {
            Path jar = Optional.ofNullable(jars.get(row.getKey())).orElseThrow();
            String version = jar.getName(jar.getNameCount() - 2).toString();
            String[] range = row.getValue().range().split(" to ", -1);
            assertThat(Version.parse(version))
                    .as(row.getKey())
                    .isBetween(Version.parse(range[0]), Version.parse(range[range.length - 1]));
            if (version.equals(range[range.length - 1])) {
                assertThat(Math.round(Files.size(jar) / 1000.0))
                        .as(row.getKey())
                        .isEqualTo(row.getValue().kilobytes());
            } else {
                isBuild = false;
            }
            all += Files.size(jar);
        }

        if (isBuild) {
            assertThat(text("docs/dependencies.md"))
                    .contains(String.format(Locale.ROOT, "%,d kB in all", Math.round(all / 1000.0)));
        }
    }

    @Test
    void ranges_begin_with_the_versions_of_the_profile() throws IOException {
        String pom = text("pom.xml");
        String lowest = pom.substring(pom.indexOf("<id>lowest</id>"), pom.indexOf("<id>spring-boot-3.5</id>"));
        Map<String, String> rows =
                Map.of("httpcore5", "`httpcore5`", "jackson", "`jackson-databind`", "slf4j", "`slf4j-api`");

        assertThat(Pattern.compile("<([\\w-]+)\\.version>(.*?)</")
                        .matcher(lowest)
                        .results()
                        // Only tests use it.
                        .filter(lower -> !lower.group(1).equals("micrometer-tracing")))
                .hasSize(4)
                .allSatisfy(lower -> assertThat(text("docs/dependencies.md").lines())
                        .filteredOn(line -> line.contains(rows.getOrDefault(lower.group(1), "`micrometer-core`")))
                        .first()
                        .asString()
                        .contains(lower.group(2) + " to "));
    }
}
