package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The judge that rolls back at the first breach of a limit by a rolling window. */
record ThresholdJudge(Map<Metric, Double> limits, int rollingWindows, long minConversations) implements Judge {

    private static final long FEWEST_TO_PROMOTE = 50;
    private static final String FEW_CONVERSATIONS =
            "The platform does not count conversations: a mean over very few looks like one over many.";

    ThresholdJudge {
        limits = Map.copyOf(limits);
        Checks.that(
                !limits.isEmpty() && limits.values().stream().allMatch(Double::isFinite),
                "limits",
                "numbers, at least one",
                limits);
        Checks.atLeast("rollingWindows", rollingWindows, 1);
        Checks.atLeast("minConversations", minConversations, 0);
    }

    @Override
    public String name() {
        return "threshold";
    }

    @Override
    public boolean needsCounts() {
        return false;
    }

    @Override
    public Judgement begin(Rules rules) {
        return new Rolling(rules);
    }

    private final class Rolling extends Judgement {

        private final Deque<Arm> recent = new ArrayDeque<>();
        private final Set<Metric> unmeasured = new TreeSet<>(limits.keySet());
        private Optional<Metric> breached = Optional.empty();
        private final Rules rules;
        private double value;

        Rolling(Rules rules) {
            super(name(), rules, false, false);
            this.rules = rules;
        }

        @Override
        Call look(Window window) {
            recent.addLast(window.canary());
            unmeasured.removeIf(metric -> mean(window.canary(), metric).isPresent());
            if (recent.size() > rollingWindows) {
                recent.removeFirst();
            }
            boolean isCounted = recent.stream().allMatch(Arm::isCounted);
            long conversations = recent.stream().mapToLong(Arm::conversations).sum();
            if (isCounted && conversations < Math.max(1, minConversations)) {
                return Call.CONTINUE;
            }
            for (Metric metric : Metric.values()) {
                if (limits.containsKey(metric) && breaches(metric, limits.get(metric))) {
                    breached = Optional.of(metric);
                    return Call.ROLL_BACK;
                }
            }
            return Call.CONTINUE;
        }

        private static Optional<Double> mean(Arm arm, Metric metric) {
            return switch (metric) {
                case ERROR_RATE -> arm.leastErrorRate();
                case SATISFACTION -> arm.satisfaction();
                case LATENCY -> arm.latencyMillis();
            };
        }

        private boolean breaches(Metric metric, double limit) {
            double sum = 0;
            double number = 0;
            double middle = 0;
            boolean isCounted = recent.stream().allMatch(Arm::isCounted);
            for (Arm arm : recent) {
                Optional<Double> mean = mean(arm, metric);
                if (mean.isPresent()) {
                    double weight = isCounted ? arm.conversations() : 1;
                    sum += mean.get() * weight;
                    number += weight;
                    // No sum, which could leave the range of a double; and equal means have no other mean by rounding.
                    if (number > 0 && mean.get() != middle) {
                        middle = middle * (1 - weight / number) + mean.get() * (weight / number);
                    }
                }
            }
            if (rules != Rules.V1 && !(number > 0)) {
                return false;
            }
            value = rules != Rules.V1 ? middle : number > 0 ? sum / number : Double.NaN;
            return metric == Metric.SATISFACTION ? value < limit : value > limit;
        }

        @Override
        boolean endsWell() {
            boolean isEnough = isUncounted()
                    ? windows() > 0
                    : canaryConversations() >= Math.max(FEWEST_TO_PROMOTE, minConversations);
            return isEnough && unmeasured.size() < limits.size();
        }

        @Override
        Optional<Metric> driver() {
            return breached;
        }

        @Override
        String reason(Call about) {
            return switch (about) {
                case ROLL_BACK ->
                    String.format(
                            Locale.ROOT,
                            "%s was %.4g over the last %d windows",
                            breached.map(Metric::name).orElse("nothing"),
                            value,
                            recent.size());
                case PROMOTE -> "no limit was breached" + neverMeasured();
                case CONTINUE -> "no limit is breached";
                case UNDECIDED ->
                    unmeasured.size() < limits.size()
                            ? "only " + canaryConversations() + " conversations" + neverMeasured()
                            : "no limit could be judged" + neverMeasured();
            };
        }

        private String neverMeasured() {
            return unmeasured.isEmpty()
                    ? ""
                    : "; never measured, so not held against its limit: "
                            + unmeasured.stream().map(Metric::name).collect(Collectors.joining(", "));
        }

        @Override
        List<String> cannotExclude() {
            return isUncounted() ? List.of(FEW_CONVERSATIONS) : List.of();
        }
    }
}
