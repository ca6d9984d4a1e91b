package io.cognigydeploy.assertj;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.Report;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Assertions about the report of a run: its end, its checks and its changes. */
public class ReportAssert extends AbstractOutcomeAssert<ReportAssert, Report> {

    /** Creates assertions about this report. */
    public ReportAssert(Report actual) {
        super(actual, ReportAssert.class);
    }

    @Override
    Outcome outcome() {
        return actual.outcome();
    }

    /** Returns the report as on a terminal, with a line for each check. */
    @Override
    String described() {
        return Stream.of(
                        Stream.of(actual.toText()),
                        actual.gates().stream().map(result -> line("gate", result)),
                        actual.verifications().stream().map(result -> line("verification", result)))
                .flatMap(lines -> lines)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(String phase, CheckResult result) {
        return Printable.shown("  " + phase + " \"" + result.name() + "\" "
                + result.verdict().match("passed: ", "FAILED: ", "was INCONCLUSIVE: ")
                + result.verdict().reason());
    }

    /**
     * Begins assertions about the verdict of a gate.
     *
     * @throws AssertionError if no gate of this name was judged
     */
    public VerdictAssert gate(String name) {
        isNotNull();
        return check("gate", name, actual.gates());
    }

    /**
     * Begins assertions about the verdict of a verification.
     *
     * @throws AssertionError if no verification of this name was judged
     */
    public VerdictAssert verification(String name) {
        isNotNull();
        return check("verification", name, actual.verifications());
    }

    private VerdictAssert check(String phase, String name, List<CheckResult> judged) {
        return judged.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .map(result ->
                        new VerdictAssert(result.verdict()).as("%s \"%s\" of run %s", phase, name, actual.runId()))
                .orElseThrow(() -> mismatch(
                        "a " + phase + " \"" + name + "\" to be judged",
                        judged.isEmpty()
                                ? "none was"
                                : "judged were " + Texts.quoted(judged.stream().map(CheckResult::name))));
    }

    /**
     * Verifies that the platform accepted the requests of these changes. They may have been undone later.
     *
     * @param changes ids of changes, which are the names in {@link Report#mutations()} without {@code /apply}, such as {@code
     *     bot-version}
     */
    public ReportAssert hasChanged(String... changes) {
        isNotNull();
        List<String> accepted = actual.mutations().stream()
                .filter(mutation -> mutation.operationId().isPresent())
                .map(Report.MutationReport::name)
                .toList();
        if (!Stream.of(changes).map(change -> change + "/apply").allMatch(accepted::contains)) {
            throw mismatch(
                    "the changes " + Texts.quoted(changes) + " to be accepted",
                    "accepted were " + (accepted.isEmpty() ? "none" : Texts.quoted(accepted.stream())));
        }
        return this;
    }

    /** Verifies that no request which may have had an effect was sent: there was none, or each was refused. */
    public ReportAssert hasChangedNothing() {
        isNotNull();
        List<String> sent = actual.mutations().stream()
                .filter(mutation -> mutation.refusal().isEmpty())
                .map(Report.MutationReport::name)
                .toList();
        if (!sent.isEmpty()) {
            throw mismatch("no request with an effect", "sent were " + Texts.quoted(sent.stream()));
        }
        return this;
    }
}
