package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report in the form of test results for CI systems: a case for each gate, change and verification. One more is for the
 * outcome, which takes no time of its own. The elements and attributes are those that Jenkins' schema allows.
 */
final class ReportJUnit {

    private static final String CHANGE = "change";
    /** The element of what is bad. */
    private static final String FAILURE = "failure";

    /** The element of what is not known. */
    private static final String ERROR = "error";

    /** One test case. */
    private record Case(String group, String name, Duration took, Optional<TestFailure> problem) {}

    /**
     * The reason why a case did not pass.
     *
     * @param kind the name of the element
     * @param type the verdict or the outcome
     * @param more the lines after the reason, such as evidence
     */
    private record TestFailure(String kind, String type, String reason, List<String> more) {

        String text() {
            return Stream.concat(Stream.of(reason), more.stream())
                    .map(Printable::shown)
                    .collect(Collectors.joining("\n"));
        }
    }

    private ReportJUnit() {}

    static String of(Report report) {
        List<Case> cases = cases(report);
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", Printable.shown(report.description()));
            xml.writeAttribute("tests", Integer.toString(cases.size()));
            xml.writeAttribute("failures", count(cases, FAILURE));
            xml.writeAttribute("errors", count(cases, ERROR));
            xml.writeAttribute("timestamp", report.begun().toString());
            xml.writeAttribute("time", ReportPage.seconds(report.took()));
            if (report.platform().isPresent()) {
                xml.writeStartElement("properties");
                xml.writeEmptyElement("property");
                xml.writeAttribute("name", "platform");
                xml.writeAttribute("value", Printable.shown(report.platform().get()));
                xml.writeEndElement();
            }
            for (Case each : cases) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", each.group());
                xml.writeAttribute("name", Printable.shown(each.name()));
                xml.writeAttribute("time", ReportPage.seconds(each.took()));
                if (each.problem().isPresent()) {
                    TestFailure problem = each.problem().get();
                    xml.writeStartElement(problem.kind());
                    xml.writeAttribute("type", problem.type());
                    xml.writeAttribute("message", Printable.shown(problem.reason()));
                    xml.writeCharacters(problem.text());
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML can always be written into memory", e);
        }
        return text.toString();
    }

    private static List<Case> cases(Report report) {
        List<Case> cases = new ArrayList<>();
        report.gates().forEach(gate -> cases.add(of("gate", gate)));
        List<Case> changes = new ArrayList<>();
        for (Report.MutationReport mutation : report.mutations()) {
            Optional<TestFailure> problem = problem(mutation.verdict())
                    // A point that the platform cannot confirm is no error of a run that succeeded.
                    .filter(each ->
                            each.kind().equals(FAILURE) || !report.outcome().isSuccess());
            changes.add(new Case(CHANGE, mutation.description(), mutation.took(), problem));
        }
        cases.addAll(ReportPage.excerpt(
                changes,
                change -> change.problem().isPresent(),
                more -> new Case(CHANGE, "and " + more + " more, in report.json", Duration.ZERO, Optional.empty())));
        report.verifications().forEach(check -> cases.add(of("verification", check)));
        Outcome outcome = report.outcome();
        String end = outcome.getClass().getSimpleName();
        cases.add(new Case(
                "outcome",
                end,
                Duration.ZERO,
                outcome.isSuccess()
                        ? Optional.empty()
                        : Optional.of(new TestFailure(
                                Tone.of(outcome) == Tone.BAD ? ERROR : FAILURE,
                                end,
                                outcome.because(),
                                ReportContent.notes(outcome).stream()
                                        .map(note -> note.label() + ": " + note.text())
                                        .toList()))));
        return cases;
    }

    private static Case of(String group, CheckResult result) {
        return new Case(group, result.name(), result.took(), problem(result.verdict()));
    }

    private static Optional<TestFailure> problem(Verdict verdict) {
        return Optional.of(verdict.match("", FAILURE, ERROR))
                .filter(kind -> !kind.isEmpty())
                .map(kind -> new TestFailure(
                        kind,
                        verdict.match("pass", "fail", "inconclusive"),
                        verdict.reason(),
                        verdict.evidence().stream().map(Evidence::toString).toList()));
    }

    private static String count(List<Case> cases, String kind) {
        return Long.toString(cases.stream()
                .flatMap(each -> each.problem().stream())
                .filter(problem -> problem.kind().equals(kind))
                .count());
    }
}
