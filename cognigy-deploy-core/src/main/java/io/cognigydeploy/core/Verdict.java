package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.core.text.Argument;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link Check}. Only {@link Pass} lets a deployment go on. Evidence that is missing, stale or
 * impossible makes an {@link Inconclusive}, which stops a deployment just as {@link Fail} does.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Pass.class, name = "pass"),
    @JsonSubTypes.Type(value = Verdict.Fail.class, name = "fail"),
    @JsonSubTypes.Type(value = Verdict.Inconclusive.class, name = "inconclusive")
})
public sealed interface Verdict {

    /** Returns the reason in one sentence for a person. */
    String reason();

    /** Returns the evidence that the verdict rests on. */
    List<Evidence> evidence();

    /**
     * Good, and shown to be good as far as the platform shows it.
     *
     * @param unconfirmed the points that the platform offers no way to show, a line each; copied to {@link
     *     Outcome.Succeeded#unconfirmed}
     */
    record Pass(
            String reason,
            List<Evidence> evidence,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unconfirmed)
            implements Verdict {

        @JsonCreator
        public Pass {
            reason = given(reason);
            evidence = List.copyOf(evidence);
            // Absent in records of earlier versions.
            unconfirmed = unconfirmed == null ? List.of() : List.copyOf(unconfirmed);
        }

        /** Creates a pass in which nothing is unconfirmed. */
        public Pass(String reason, List<Evidence> evidence) {
            this(reason, evidence, List.of());
        }
    }

    /** Bad, and shown to be bad. */
    record Fail(String reason, List<Evidence> evidence) implements Verdict {
        public Fail {
            reason = given(reason);
            evidence = List.copyOf(evidence);
        }
    }

    /** The evidence does not allow an answer. */
    record Inconclusive(String reason, List<Evidence> evidence) implements Verdict {
        public Inconclusive {
            reason = given(reason);
            evidence = List.copyOf(evidence);
        }
    }

    /** Returns the value for the form of this verdict. */
    default <T> T match(T pass, T fail, T inconclusive) {
        return this instanceof Pass ? pass : this instanceof Fail ? fail : inconclusive;
    }

    /** Returns a text for the reason. Checks often pass on the message of an exception, which may be null. */
    private static String given(@Nullable String reason) {
        return Objects.requireNonNullElse(reason, "no reason given");
    }

    static Verdict pass() {
        return pass("passed");
    }

    static Verdict pass(String reason, Evidence... evidence) {
        return new Pass(Argument.given("reason", reason), List.of(Argument.allGiven("evidence", evidence)));
    }

    /**
     * Returns a pass for a point that the platform offers no way to judge.
     *
     * @param line what is not confirmed and why; also the reason of the verdict
     */
    static Verdict unconfirmed(String line, Evidence... evidence) {
        return new Pass(Argument.given("line", line), List.of(Argument.allGiven("evidence", evidence)), List.of(line));
    }

    static Verdict fail(String reason, Evidence... evidence) {
        return new Fail(Argument.given("reason", reason), List.of(Argument.allGiven("evidence", evidence)));
    }

    static Verdict inconclusive(String reason, Evidence... evidence) {
        return new Inconclusive(Argument.given("reason", reason), List.of(Argument.allGiven("evidence", evidence)));
    }
}
