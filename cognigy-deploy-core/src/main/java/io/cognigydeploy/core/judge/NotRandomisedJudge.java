package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
import io.cognigydeploy.core.judge.CanaryVerdict.Weight;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The judge of arms whose users were not assigned to them by chance. */
record NotRandomisedJudge(Judge limits, Judge comparison) implements Judge {

    private static final String NOT_RANDOMISED =
            "The arms were not randomised: users were not assigned to them by chance. A difference may come from the users"
                    + " and the places that they come from, and not from the version.";

    @Override
    public String name() {
        return "not randomised";
    }

    @Override
    public List<NamedMetric> named() {
        return comparison.named();
    }

    @Override
    public Judgement begin(Rules rules) {
        return new Both(rules);
    }

    @Override
    public Judge withoutStable() {
        return limits;
    }

    @Override
    public Judge within(Duration time) {
        return new NotRandomisedJudge(limits.within(time), comparison.within(time));
    }

    private final class Both extends Judgement {

        private final Judgement limited;
        private final Judgement compared;
        private final Rules rules;
        private boolean isWorse;

        Both(Rules rules) {
            super(name(), rules, false, true);
            this.rules = rules;
            limited = limits.begin(rules);
            compared = comparison.begin(rules);
        }

        @Override
        boolean isRandomised() {
            return false;
        }

        @Override
        Call look(Window window) {
            return decided(limited.add(window.alone()), compared.add(window));
        }

        @Override
        Call look(Refused defective) {
            return decided(limited.add(defective), compared.add(defective));
        }

        private Call decided(Call byLimits, Call byComparison) {
            isWorse = byComparison == Call.ROLL_BACK;
            return isWorse ? Call.ROLL_BACK : byLimits;
        }

        @Override
        boolean endsWell() {
            return limited.endsWell();
        }

        @Override
        String reason(Call about) {
            return switch (about) {
                case ROLL_BACK -> isWorse ? compared.reason(about) : limited.reason(about);
                case PROMOTE, CONTINUE, UNDECIDED -> limited.reason(about) + compared();
            };
        }

        private String compared() {
            if (compared.windows() == 0) {
                return "; there was nothing to compare it with";
            }
            return "; nothing shows that it is worse than stable"
                    + compared.weight()
                            .map(weight -> ", e-value " + eValue(weight.rollBack()) + " (rolls back at "
                                    + eValue(weight.rollBackAt()) + ")")
                            .orElse("");
        }

        private String eValue(double logE) {
            return rules == Rules.V1
                    ? String.format(Locale.ROOT, "%.3g", StrictMath.exp(logE))
                    : ResultInWords.eValue(logE);
        }

        @Override
        Optional<Metric> driver() {
            return isWorse ? compared.driver() : limited.driver();
        }

        @Override
        Optional<Weight> weight() {
            return compared.weight();
        }

        @Override
        List<MetricResult> findings() {
            return compared.findings();
        }

        @Override
        Optional<NamedGrounds> named() {
            return compared.named();
        }

        @Override
        List<String> cannotExclude() {
            return Stream.of(List.of(NOT_RANDOMISED), limited.cannotExclude(), compared.cannotExclude())
                    .flatMap(List::stream)
                    .distinct()
                    .toList();
        }
    }
}
