package io.cognigydeploy.core;

import java.util.ArrayList;
import java.util.List;

/** The findings of a check until its verdict: the evidence, what is against a pass, and what is open. */
public final class Findings {

    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> against = new ArrayList<>();
    private final List<String> open = new ArrayList<>();

    /** Adds evidence. */
    public void note(Evidence fact) {
        evidence.add(fact);
    }

    /** Adds evidence without a meaning for reports. */
    public void note(String name, Object value) {
        note(Evidence.of(name, value));
    }

    /** Adds a reason to fail. */
    public void against(String reason) {
        against.add(reason);
    }

    /** Adds a reason why the verdict is not known. */
    public void open(String reason) {
        open.add(reason);
    }

    /** Returns an inconclusive verdict for this reason alone. */
    public Verdict inconclusive(String reason) {
        return new Verdict.Inconclusive(reason, evidence);
    }

    /** Returns a failure for this reason alone. */
    public Verdict fail(String reason) {
        return new Verdict.Fail(reason, evidence);
    }

    /** Returns a failure if anything is against a pass, else an inconclusive verdict if anything is open. */
    public Verdict verdict(String passed) {
        return verdict(passed, List.of());
    }

    /** Returns the verdict, of which a pass leaves these lines unconfirmed. */
    public Verdict verdict(String passed, List<String> unconfirmed) {
        if (!against.isEmpty()) {
            against.addAll(open);
            return new Verdict.Fail(String.join("; ", against), evidence);
        }
        return open.isEmpty()
                ? new Verdict.Pass(passed, evidence, unconfirmed)
                : new Verdict.Inconclusive(String.join("; ", open), evidence);
    }
}
