package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
import io.cognigydeploy.core.judge.CanaryVerdict.Weight;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The judge by evidence. */
record SequentialJudge(JudgeOptions options) implements Judge {

    private static final double ASSUMED = 2;

    @Override
    public String name() {
        return "sequential";
    }

    @Override
    public List<NamedMetric> named() {
        return options.named();
    }

    @Override
    public Judgement begin(Rules rules) {
        return new SequentialJudgement(options, rules);
    }

    @Override
    public Judge withoutStable() {
        return new SequentialJudge(options.toBuilder()
                .horizon(Optional.empty())
                .against(Against.LIMITS)
                .build());
    }

    @Override
    public Optional<Duration> horizon() {
        return options.horizon();
    }

    @Override
    public Judge within(Duration time) {
        return options.horizon().isEmpty()
                ? this
                : new SequentialJudge(options.toBuilder().horizon(time).build());
    }

    @Override
    public Judge withHistory(Optional<Dispersion> history) {
        if (options.history().isPresent() || options.assumedDesignEffect().isPresent()) {
            return this;
        }
        JudgeOptions.Builder here = options.toBuilder().history(history);
        return new SequentialJudge(
                history.isPresent()
                        ? here.build()
                        : here.assumedDesignEffect(ASSUMED).build());
    }

    @Override
    public Judge withReference(StableReference reference) {
        return options.reference().isPresent()
                ? this
                : new SequentialJudge(options.toBuilder().reference(reference).build());
    }

    static final class SequentialJudgement extends Judgement {

        private final JudgeOptions options;
        private final List<WeighedEvidence> tracks = new ArrayList<>();
        private final double rollBackAt;
        private final double promoteAt;
        private double logRollBack;
        private double logPromote;
        private double highest;
        private boolean mayBeOneUser;

        SequentialJudgement(JudgeOptions options, Rules rules) {
            super("sequential", rules, options.against() == Against.STABLE, true);
            this.options = options;
            rollBackAt = -StrictMath.log(options.alpha());
            promoteAt = -StrictMath.log(options.beta());
            for (Metric metric : options.metrics()) {
                tracks.add(track(metric, options, rules));
            }
            if (rules != Rules.V1) {
                options.named().forEach(metric -> tracks.add(new NamedTest(metric, options, rules)));
            }
        }

        private static MetricTest track(Metric metric, JudgeOptions options, Rules rules) {
            boolean limits = options.against() == Against.LIMITS;
            return switch (metric) {
                case ERROR_RATE -> limits ? errorsAgainstLimit(options, rules) : ErrorsAgainstStable.of(options, rules);
                case SATISFACTION ->
                    limits
                            ? new AgainstLimit(metric, options, rules)
                            : options.satisfactionGuaranteed()
                                    ? new BoundedMeans(options, rules)
                                    : new MeansByT(metric, options, rules);
                case LATENCY -> new MeansByT(metric, options, rules);
            };
        }

        private static MetricTest errorsAgainstLimit(JudgeOptions options, Rules rules) {
            return rules == Rules.V1 || options.reference().isEmpty()
                    ? new AgainstLimit(Metric.ERROR_RATE, options, rules)
                    : new AgainstReference(options.reference().get(), options, rules);
        }

        @Override
        Call look(Window window) {
            logRollBack = Double.NEGATIVE_INFINITY;
            logPromote = Double.POSITIVE_INFINITY;
            for (WeighedEvidence track : tracks) {
                track.add(window);
                logRollBack = Math.max(logRollBack, track.rollBack());
                logPromote = track.isNeeded() ? Math.min(logPromote, track.promote()) : logPromote;
            }
            if (tracks.size() > 1) {
                double sum = 0;
                for (WeighedEvidence track : tracks) {
                    sum += StrictMath.exp(track.rollBack() - logRollBack);
                }
                logRollBack += StrictMath.log(sum / tracks.size());
            }
            highest = Math.max(highest, logRollBack);
            mayBeOneUser = logRollBack >= rollBackAt && driving().mayBeOneUser();
            if (mayBeOneUser) {
                return Call.CONTINUE;
            }
            if (logRollBack >= rollBackAt && canaryConversations() >= options.minConversationsToRollBack()) {
                return Call.ROLL_BACK;
            }
            return logPromote >= promoteAt && canaryConversations() >= options.minConversations()
                    ? Call.PROMOTE
                    : Call.CONTINUE;
        }

        @Override
        double designEffect() {
            return tracks.stream()
                    .mapToDouble(WeighedEvidence::designEffect)
                    .max()
                    .orElse(1);
        }

        double logRollBack() {
            return logRollBack;
        }

        double logPromote() {
            return logPromote;
        }

        @Override
        Optional<Weight> weight() {
            return Optional.of(new Weight(
                    logRollBack,
                    rollBackAt,
                    logPromote,
                    promoteAt,
                    Math.min(1, StrictMath.exp(-highest)),
                    tracks.get(0).spent()));
        }

        @Override
        Optional<Metric> driver() {
            return windows() > 0 && driving() instanceof MetricTest test ? Optional.of(test.metric) : Optional.empty();
        }

        /**
         * Returns the metric with the strongest evidence against the canary; for a promoted canary, the weakest for it.
         */
        private WeighedEvidence driving() {
            boolean promoted = logPromote >= promoteAt && logRollBack < rollBackAt;
            WeighedEvidence driving = tracks.get(0);
            for (WeighedEvidence track : tracks) {
                boolean further = promoted
                        ? track.isNeeded() && track.promote() < driving.promote()
                        : track.rollBack() > driving.rollBack();
                driving = further && track.isMeasured() ? track : driving;
            }
            return driving;
        }

        @Override
        List<MetricResult> findings() {
            return tracks.stream()
                    .filter(MetricTest.class::isInstance)
                    .map(track -> ((MetricTest) track).finding())
                    .toList();
        }

        @Override
        Optional<NamedGrounds> named() {
            return NamedTest.grounds(tracks, windows() == 0 ? Optional.empty() : Optional.of(driving()));
        }

        @Override
        List<String> cannotExclude() {
            return tracks.stream()
                    .map(WeighedEvidence::caveat)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        }

        private String waiting(String usual) {
            if (mayBeOneUser) {
                return "the canary fails once in nearly every window, so it may be one user who comes back, and is not rolled back"
                        + " for that";
            }
            return driving().wants().orElse(usual);
        }

        @Override
        String reason(Call about) {
            if (windows() == 0) {
                return "There are no usable data.";
            }
            String measured = driving().measured();
            return switch (about) {
                case ROLL_BACK ->
                    measured + "; the chance of this from " + driving().harmless() + " is "
                            + ResultInWords.chance(logRollBack) + ".";
                case PROMOTE ->
                    measured + "; the chance of this from " + driving().harmful() + " is "
                            + ResultInWords.chance(logPromote) + ".";
                case CONTINUE -> measured + "; " + waiting("whether the canary is worse is not shown yet") + ".";
                case UNDECIDED ->
                    canaryConversations() < options.minConversations()
                            ? "Too little traffic: " + canaryConversations() + " conversations of the canary, "
                                    + options.minConversations() + " are the minimum."
                            : measured + "; " + waiting("whether the canary is worse was not shown in the time") + ".";
            };
        }
    }
}
