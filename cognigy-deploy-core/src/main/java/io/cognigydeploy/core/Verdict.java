package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What a {@link Check} found. Only {@link Pass} is a yes: evidence that is missing, stale or impossible makes an {@link
 * Inconclusive}, and that stops a deployment just as {@link Fail} does.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Pass.class, name = "pass"),
    @JsonSubTypes.Type(value = Verdict.Fail.class, name = "fail"),
    @JsonSubTypes.Type(value = Verdict.Inconclusive.class, name = "inconclusive")
})
public sealed interface Verdict {

    /** One sentence for a person. */
    String reason();

    /** What the verdict rests on. */
    List<Evidence> evidence();

    /** Good, and shown to be good. */
    record Pass(String reason, List<Evidence> evidence) implements Verdict {
        public Pass {
            evidence = List.copyOf(evidence);
        }
    }

    /** Bad, and shown to be bad. */
    record Fail(String reason, List<Evidence> evidence) implements Verdict {
        public Fail {
            evidence = List.copyOf(evidence);
        }
    }

    /** The evidence does not allow an answer. */
    record Inconclusive(String reason, List<Evidence> evidence) implements Verdict {
        public Inconclusive {
            evidence = List.copyOf(evidence);
        }
    }

    static Verdict pass() {
        return pass("passed");
    }

    static Verdict pass(String reason, Evidence... evidence) {
        return new Pass(reason, List.of(evidence));
    }

    static Verdict fail(String reason, Evidence... evidence) {
        return new Fail(reason, List.of(evidence));
    }

    static Verdict inconclusive(String reason, Evidence... evidence) {
        return new Inconclusive(reason, List.of(evidence));
    }
}
