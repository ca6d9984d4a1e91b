package io.cognigydeploy.assertj;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractObjectAssert;

/** Assertions about the verdict of a check. */
public class VerdictAssert extends AbstractObjectAssert<VerdictAssert, Verdict> {

    /** Creates assertions about this verdict. */
    public VerdictAssert(Verdict actual) {
        super(actual, VerdictAssert.class);
    }

    /** Verifies that the verdict is a pass. */
    public VerdictAssert passed() {
        return isOf(Verdict.Pass.class);
    }

    /** Verifies that the verdict is a failure. An inconclusive one has not {@code failed}. */
    public VerdictAssert failed() {
        return isOf(Verdict.Fail.class);
    }

    /** Verifies that the evidence did not allow an answer. */
    public VerdictAssert inconclusive() {
        return isOf(Verdict.Inconclusive.class);
    }

    /** Verifies that the reason of the verdict has each of these texts. */
    public VerdictAssert because(String... parts) {
        isNotNull();
        if (!Stream.of(parts).allMatch(actual.reason()::contains)) {
            throw mismatch("the reason to have " + Texts.quoted(parts));
        }
        return this;
    }

    /** Verifies that the verdict rests on evidence of this name and value. */
    public VerdictAssert hasEvidence(String name, Object value) {
        isNotNull();
        Evidence wanted = Evidence.of(name, value);
        if (actual.evidence().stream()
                .noneMatch(fact -> fact.name().equals(name) && fact.value().equals(wanted.value()))) {
            throw mismatch("the evidence \"" + wanted + "\"");
        }
        return this;
    }

    private VerdictAssert isOf(Class<? extends Verdict> type) {
        isNotNull();
        if (!type.isInstance(actual)) {
            throw mismatch("the verdict " + words(type));
        }
        return this;
    }

    private AssertionError mismatch(String expected) {
        String evidence = actual.evidence().stream()
                .map(fact -> System.lineSeparator() + "  " + fact)
                .collect(Collectors.joining());
        return failure(
                "%nExpected %s,%nbut it was %s: %s%s",
                expected, words(actual.getClass()), Printable.shown(actual.reason()), evidence);
    }

    private static String words(Class<?> type) {
        return type == Verdict.Pass.class ? "pass" : type == Verdict.Fail.class ? "fail" : "inconclusive";
    }
}
