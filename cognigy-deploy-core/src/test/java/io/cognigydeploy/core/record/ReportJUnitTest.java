package io.cognigydeploy.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reports as test results, as Jenkins and GitLab read them. */
class ReportJUnitTest {

    @TempDir
    private Path records;

    private Report run(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> change) {
        return new BotRelease(records).with(change).run();
    }

    static Stream<UnaryOperator<DeploymentPipeline.Builder<BotDeployment>>> releases() {
        return Stream.of(
                builder -> builder,
                builder -> builder.gate("frozen", plan -> Verdict.fail("not today")),
                builder -> builder.gate("dark", plan -> Verdict.inconclusive("no answer")),
                builder -> builder.gate(
                        "<&\"'\u0000\u001b]]> \uD83D",
                        plan -> Verdict.fail("]]>\u0001\n<x>", new Evidence("a", "\u2028<"))),
                builder -> builder.verify("smoke test", applied -> Verdict.fail("silent")),
                builder -> builder.verify(
                        "smoke test", applied -> Verdict.inconclusive("dark"), OnFailedVerification.ASK));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everyReportIsValidForJenkins(UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> release)
            throws SAXException, IOException {
        String xml = run(release).toJUnitXml();

        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(ReportJUnitTest.class.getResource("junit.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
        List<Element> cases = cases(xml);
        Element suite = (Element) cases.get(0).getParentNode();
        assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(cases.size()));
        assertThat(suite.getAttribute("failures"))
                .isEqualTo(
                        Integer.toString(suite.getElementsByTagName("failure").getLength()));
        assertThat(suite.getAttribute("errors"))
                .isEqualTo(Integer.toString(suite.getElementsByTagName("error").getLength()));
    }

    @Test
    void theTimeOfACheckIsTheTimeThatItTook() {
        BotRelease release = new BotRelease(records);
        Report report = release.with(builder -> builder.gate("slow gate", plan -> {
                            release.fake.time().sleep(Duration.ofMillis(3_250));
                            return Verdict.pass();
                        })
                        .verify("slow verification", applied -> {
                            release.fake.time().sleep(Duration.ofMinutes(90));
                            return Verdict.pass();
                        }))
                .run();

        List<Element> cases = cases(report.toJUnitXml());
        assertThat(time(cases, "slow gate")).isEqualTo("3.250");
        assertThat(time(cases, "slow verification")).isEqualTo("5400.000");
        assertThat(time(cases, "Succeeded")).isEqualTo("0.000");
        double whole = Double.parseDouble(((Element) cases.get(0).getParentNode()).getAttribute("time"));
        double parts = cases.stream()
                .mapToDouble(each -> Double.parseDouble(each.getAttribute("time")))
                .sum();
        assertThat(parts).isLessThanOrEqualTo(whole).isGreaterThan(5403);
    }

    private static String time(List<Element> cases, String name) {
        return named(cases, name).getAttribute("time");
    }

    private static Element named(List<Element> cases, String name) {
        return cases.stream()
                .filter(each -> each.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theReasonIsInTheMessageAndWithItsEvidenceInTheText() {
        Report report = run(builder -> builder.gate(
                "load",
                plan -> Verdict.fail("too slow", Evidence.of("p95", "900 ms"), Evidence.of("limit", "300 ms"))));

        List<Element> cases = cases(report.toJUnitXml());
        Element failure = (Element) named(cases, "load").getFirstChild();
        assertThat(failure.getTagName()).isEqualTo("failure");
        assertThat(failure.getAttribute("type")).isEqualTo("fail");
        assertThat(failure.getAttribute("message")).isEqualTo("too slow");
        assertThat(failure.getTextContent().lines()).containsExactly("too slow", "p95 900 ms", "limit 300 ms");
        assertThat(named(cases, "Rejected").getFirstChild().getTextContent()).contains("load: too slow");
    }

    @Test
    void aChangeThatFailedHasThePlatformsReason() {
        Report report = new BotRelease(records)
                .job(JobScript.fails("the model is missing").halfApplied())
                .run();

        Element change = cases(report.toJUnitXml()).stream()
                .filter(each -> each.getAttribute("classname").equals("change"))
                .findFirst()
                .orElseThrow();
        assertThat(((Element) change.getFirstChild()).getAttribute("message")).contains("the model is missing");
        assertThat(change.getTextContent()).contains("the model is missing");
    }

    @Test
    void theOutcomeOfARunThatNeedsAPersonStatesWhatToDo() {
        Report report = run(builder ->
                builder.verify("smoke test", applied -> Verdict.inconclusive("dark"), OnFailedVerification.ASK));

        assertThat(named(cases(report.toJUnitXml()), "Unknown").getFirstChild().getTextContent())
                .contains("What to do: Decide whether it may stay in");
    }

    private static List<Element> cases(String xml) {
        try {
            NodeList found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getElementsByTagName("testcase");
            return IntStream.range(0, found.getLength())
                    .mapToObj(found::item)
                    .map(Element.class::cast)
                    .toList();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
