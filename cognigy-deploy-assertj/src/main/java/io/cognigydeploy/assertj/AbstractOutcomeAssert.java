package io.cognigydeploy.assertj;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractObjectAssert;

/**
 * Assertions about the end of a run.
 *
 * @param <S> the type of these assertions
 * @param <A> the type of their subject
 */
public abstract class AbstractOutcomeAssert<S extends AbstractOutcomeAssert<S, A>, A>
        extends AbstractObjectAssert<S, A> {

    AbstractOutcomeAssert(A actual, Class<?> type) {
        super(actual, type);
    }

    /** Returns the end of the run. */
    abstract Outcome outcome();

    /** Returns the lines of a failure that describe the subject. */
    abstract String described();

    /** Verifies that the deployment is in place. Points that were not confirmed are allowed. */
    public S succeeded() {
        return ended(Outcome.Succeeded.class);
    }

    /** Verifies that the deployment is in place, and that every point of it was confirmed. */
    public S confirmed() {
        succeeded();
        List<String> unconfirmed = outcome() instanceof Outcome.Succeeded end ? end.unconfirmed() : List.of();
        if (!unconfirmed.isEmpty()) {
            throw mismatch("every point to be confirmed", "not confirmed were: " + String.join("; ", unconfirmed));
        }
        return myself;
    }

    /** Verifies that a gate was not passed, so that nothing was changed. */
    public S rejected() {
        return ended(Outcome.Rejected.class);
    }

    /** Verifies that the deployment failed and changed nothing. One that was rolled back has not {@code failed}. */
    public S failed() {
        return ended(Outcome.Failed.class);
    }

    /** Verifies that the run was cancelled, and that the target is as before. */
    public S cancelled() {
        return ended(Outcome.Cancelled.class);
    }

    /** Verifies that the deployment failed, and that its rollback was confirmed. */
    public S rolledBack() {
        return ended(Outcome.RolledBack.class);
    }

    /** Verifies that the deployment failed, and its rollback as well. */
    public S rollbackFailed() {
        return ended(Outcome.RollbackFailed.class);
    }

    /** Verifies that the state of the target is not known. */
    public S unknown() {
        return ended(Outcome.Unknown.class);
    }

    /** Verifies that the reason of the end has each of these texts. */
    public S because(String... parts) {
        isNotNull();
        String reason = outcome().because();
        if (!Stream.of(parts).allMatch(reason::contains)) {
            throw mismatch("the reason of the end to have " + Texts.quoted(parts), "the reason was \"" + reason + "\"");
        }
        return myself;
    }

    private S ended(Class<? extends Outcome> end) {
        isNotNull();
        if (!end.isInstance(outcome())) {
            throw mismatch(
                    "the run to end as " + words(end),
                    "it ended as " + words(outcome().getClass()));
        }
        return myself;
    }

    AssertionError mismatch(String expected, String found) {
        return failure("%nExpected %s,%nbut %s.%n%n%s", expected, Printable.shown(found), described());
    }

    private static String words(Class<?> end) {
        return end.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
