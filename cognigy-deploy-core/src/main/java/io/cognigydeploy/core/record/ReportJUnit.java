package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report in the form of test results for CI systems: a case for each gate, change and verification. */
final class ReportJUnit {

    /** One test case; a failure means bad, an error means not known. */
    private record Case(String group, String name, Duration took, Optional<String> failure, Optional<String> error) {}

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
            xml.writeAttribute("failures", count(cases.stream().map(Case::failure)));
            xml.writeAttribute("errors", count(cases.stream().map(Case::error)));
            xml.writeAttribute("timestamp", report.begun().toString());
            xml.writeAttribute("time", seconds(report.took()));
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
                xml.writeAttribute("time", seconds(each.took()));
                problem(xml, "failure", each.failure());
                problem(xml, "error", each.error());
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
        for (Report.MutationReport mutation : report.mutations()) {
            Optional<Verdict> confirmation = mutation.confirmation();
            Optional<String> failure = mutation.refusal()
                    .or(() ->
                            confirmation.filter(Verdict.Fail.class::isInstance).map(Verdict::reason));
            // What a platform offers no way to confirm is no error of a run that succeeded.
            Optional<String> error = failure.isPresent() || report.outcome().isSuccess()
                    ? Optional.empty()
                    : confirmation.isEmpty()
                            ? Optional.of("ended as " + mutation.end().orElse("unknown"))
                            : confirmation
                                    .filter(Verdict.Inconclusive.class::isInstance)
                                    .map(Verdict::reason);
            cases.add(new Case("change", mutation.description(), mutation.took(), failure, error));
        }
        report.verifications().forEach(check -> cases.add(of("verification", check)));
        Outcome outcome = report.outcome();
        boolean person = outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed;
        Optional<String> because = outcome.isSuccess() ? Optional.empty() : Optional.of(outcome.because());
        cases.add(new Case(
                "outcome",
                outcome.getClass().getSimpleName(),
                report.took(),
                person ? Optional.empty() : because,
                person ? because : Optional.empty()));
        return cases;
    }

    private static Case of(String group, CheckResult result) {
        Optional<String> reason = Optional.of(result.verdict().reason());
        return new Case(
                group,
                result.name(),
                result.took(),
                result.verdict() instanceof Verdict.Fail ? reason : Optional.empty(),
                result.verdict() instanceof Verdict.Inconclusive ? reason : Optional.empty());
    }

    private static void problem(XMLStreamWriter xml, String kind, Optional<String> reason) throws XMLStreamException {
        if (reason.isPresent()) {
            xml.writeStartElement(kind);
            xml.writeAttribute("message", Printable.shown(reason.get()));
            xml.writeEndElement();
        }
    }

    private static String count(Stream<Optional<String>> problems) {
        return Long.toString(problems.filter(Optional::isPresent).count());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
