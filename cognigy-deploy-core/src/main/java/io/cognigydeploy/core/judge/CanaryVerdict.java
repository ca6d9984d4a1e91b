package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.core.judge.Observation.Defect;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a judge says about a canary, and on what grounds. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CanaryVerdict.RollBack.class, name = "roll_back"),
    @JsonSubTypes.Type(value = CanaryVerdict.Promote.class, name = "promote"),
    @JsonSubTypes.Type(value = CanaryVerdict.Continue.class, name = "continue"),
    @JsonSubTypes.Type(value = CanaryVerdict.Undecided.class, name = "undecided")
})
public sealed interface CanaryVerdict {

    /** The verdict without its grounds. */
    enum Call {
        ROLL_BACK,
        PROMOTE,
        CONTINUE,
        UNDECIDED
    }

    /** One sentence for a person. */
    String reason();

    Grounds grounds();

    /** Which of the four it is. */
    Call call();

    /** Shown to be worse. Final. */
    record RollBack(String reason, Grounds grounds) implements CanaryVerdict {
        @Override
        public Call call() {
            return Call.ROLL_BACK;
        }
    }

    /** Shown not to be worse by the margin or more. */
    record Promote(String reason, Grounds grounds) implements CanaryVerdict {
        @Override
        public Call call() {
            return Call.PROMOTE;
        }
    }

    /** Neither yet, and there is time left. */
    record Continue(String reason, Grounds grounds) implements CanaryVerdict {
        @Override
        public Call call() {
            return Call.CONTINUE;
        }
    }

    /** Neither, and the time is over. What to do now is a matter of policy and never a silent promotion. */
    record Undecided(String reason, Grounds grounds) implements CanaryVerdict {
        @Override
        public Call call() {
            return Call.UNDECIDED;
        }
    }

    /**
     * What a verdict rests on.
     *
     * @param judge its name
     * @param driver the metric that decided, or would be next to
     * @param evidence absent for judges that weigh none
     * @param findings one for each metric, for judges that weigh evidence
     * @param windows how many windows were used
     * @param refused how many looks were not, by defect
     * @param from the begin of the first window used
     * @param to the end of the last window used
     * @param cannotExclude what the verdict may be due to other than the canary, in words
     */
    record Grounds(
            String judge,
            Optional<Metric> driver,
            Optional<Weight> evidence,
            List<MetricResult> findings,
            int windows,
            Map<Defect, Integer> refused,
            long canaryConversations,
            long stableConversations,
            Optional<Instant> from,
            Optional<Instant> to,
            List<String> cannotExclude) {
        public Grounds {
            findings = List.copyOf(findings);
            refused = Collections.unmodifiableMap(new TreeMap<>(refused));
            cannotExclude = List.copyOf(cannotExclude);
        }
    }

    /**
     * How much evidence there is, and how much decides; natural logarithms of e-values.
     *
     * @param rollBack the average e-value of all metrics against the canary
     * @param rollBackAt where it rolls back
     * @param promote the least e-value of all metrics for the canary
     * @param promoteAt where it promotes
     * @param anytimeP a p-value against "not worse" that is valid at any look
     */
    record Weight(double rollBack, double rollBackAt, double promote, double promoteAt, double anytimeP) {}
}
