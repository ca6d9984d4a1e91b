package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.metric.MetricDefect;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The verdict of a judge about a canary, with its grounds.
 *
 * @param reason the reason in one sentence for a person: the measured values of the metric that decides, with intervals
 */
public record CanaryVerdict(@JsonProperty("verdict") Call call, String reason, Grounds grounds) {

    /** The verdict without its grounds. */
    public enum Call {

        /** The canary was shown to be worse. Final. */
        @JsonProperty("roll_back")
        ROLL_BACK,

        /** The canary was shown not to be worse by the margin or more. */
        @JsonProperty("promote")
        PROMOTE,

        /** Neither was shown yet, and there is time left. */
        @JsonProperty("continue")
        CONTINUE,

        /** Neither was shown, and the time is over. The next step is a matter of policy and never a silent promotion. */
        @JsonProperty("undecided")
        UNDECIDED
    }

    /**
     * The grounds of a verdict.
     *
     * @param judge the name of the judge
     * @param driver the metric that decided, or is the nearest to a decision; absent where one of {@code named} is
     * @param evidence the evidence; absent for judges that weigh none
     * @param findings the results of each metric, for judges that weigh evidence
     * @param windows the number of windows used
     * @param refused the number of unusable observations, by defect
     * @param from the begin of the first window used
     * @param to the end of the last window used
     * @param sampleRatio the canary's part of the conversations; absent if both arms were never counted
     * @param cannotExclude possible causes of the verdict other than the canary, in words
     * @param named the grounds by metrics of one's own; absent where none is judged
     */
    public record Grounds(
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
            Optional<SampleRatio> sampleRatio,
            List<String> cannotExclude,
            Optional<NamedGrounds> named) {
        public Grounds {
            findings = List.copyOf(findings);
            refused = Collections.unmodifiableMap(new TreeMap<>(refused));
            cannotExclude = List.copyOf(cannotExclude);
        }
    }

    /**
     * The grounds of a verdict by metrics of one's own.
     *
     * @param driver the metric that decided, or is the nearest to a decision; absent where one of the platform is
     * @param findings the results of all cases of each metric, and of each segment
     * @param refused the number of readings without usable figures, by metric and defect
     */
    public record NamedGrounds(
            Optional<NamedDriver> driver, List<NamedResult> findings, Map<String, Map<MetricDefect, Integer>> refused) {
        public NamedGrounds {
            findings = List.copyOf(findings);
            refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        }
    }

    /**
     * The metric that decides, and where.
     *
     * @param segment the segment with the strongest evidence; absent where all cases together have it
     */
    public record NamedDriver(String metric, Optional<String> segment) {

        /** Returns both in words, such as {@code hand-off in de-DE}. */
        public String describe() {
            return metric + segment.map(where -> " in " + where).orElse("");
        }
    }

    /**
     * The result of one metric of one's own. E-values are natural logarithms.
     *
     * @param segment absent for all cases
     * @param test the name of the test
     * @param logRollBack the evidence that the canary is worse
     * @param logPromote the evidence that the canary is not worse by the margin or more
     * @param canary the canary's own rate, where an interval can be given
     * @param stable the stable version's, likewise
     * @param difference the difference between the two, in the unit of {@code differenceOf}; more is worse
     * @param differenceOf the measure of the difference, such as {@code odds ratio}
     */
    public record NamedResult(
            String metric,
            Optional<String> segment,
            String test,
            double logRollBack,
            double logPromote,
            Optional<Interval> canary,
            Optional<Interval> stable,
            Optional<Interval> difference,
            String differenceOf) {}

    /**
     * The evidence and its decision limits, as natural logarithms of e-values. With a declared end ({@link JudgeOptions#horizon()})
     * they are those of the inverse of a level: the error rate at which the canary would just have been decided.
     *
     * @param rollBack the average e-value of all metrics against the canary
     * @param rollBackAt the limit at which the judge rolls back
     * @param promote the least e-value of all metrics for the canary
     * @param promoteAt the limit at which the judge promotes
     * @param anytimeP a p-value against "not worse" that is valid at any look; with a declared end the least level so far
     * @param spent the part of alpha and beta that may be spent by now, from 0 to 1; absent without a declared end
     */
    public record Weight(
            double rollBack,
            double rollBackAt,
            double promote,
            double promoteAt,
            double anytimeP,
            Optional<Double> spent) {

        /** Returns the e-values and their limits in one sentence; with a declared end the levels. */
        public String describe() {
            if (spent.isPresent()) {
                return String.format(
                        Locale.ROOT,
                        "level against the canary %s, which is rolled back at %s; for it %s, which is promoted at %s; %.0f %% of the"
                                + " error rates may be spent by now",
                        ResultInWords.level(rollBack),
                        ResultInWords.level(rollBackAt),
                        ResultInWords.level(promote),
                        ResultInWords.level(promoteAt),
                        100 * spent.get());
            }
            return "e-value against the canary " + ResultInWords.eValue(rollBack) + ", which is rolled back at "
                    + ResultInWords.eValue(rollBackAt) + "; for it " + ResultInWords.eValue(promote)
                    + ", which is promoted at " + ResultInWords.eValue(promoteAt);
        }
    }
}
