package io.cognigydeploy.core.canary;

import io.cognigydeploy.core.canary.CanaryVerdict.Call;
import io.cognigydeploy.core.canary.Observation.Arm;
import io.cognigydeploy.core.canary.Observation.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rolls back at the first breach of a limit by a rolling window. */
record ThresholdJudge(Map<Metric, Double> limits, int rollingWindows, long minConversations) implements Judge {

    private static final long FEWEST_TO_PROMOTE = 50;

    ThresholdJudge {
        limits = Map.copyOf(limits);
        Checks.that(!limits.isEmpty() && limits.values().stream().allMatch(Double::isFinite), "limits are numbers");
        Checks.that(rollingWindows >= 1 && minConversations >= 0, "rollingWindows is at least 1");
    }

    @Override
    public String name() {
        return "threshold";
    }

    @Override
    public Trial begin() {
        return new Rolling();
    }

    private final class Rolling extends Trial {

        private final Deque<Arm> recent = new ArrayDeque<>();
        private Optional<Metric> breached = Optional.empty();
        private double value;

        Rolling() {
            super(name(), false);
        }

        @Override
        Call look(Window window) {
            recent.addLast(window.canary());
            if (recent.size() > rollingWindows) {
                recent.removeFirst();
            }
            long conversations = 0;
            for (Arm arm : recent) {
                conversations += arm.conversations();
            }
            if (conversations < Math.max(1, minConversations)) {
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

        private boolean breaches(Metric metric, double limit) {
            double sum = 0;
            double number = 0;
            for (Arm arm : recent) {
                Optional<Double> mean = switch (metric) {
                    case ERROR_RATE ->
                        arm.errors()
                                .filter(e -> arm.conversations() > 0)
                                .map(e -> (double) e.least() / arm.conversations());
                    case SATISFACTION -> arm.satisfaction();
                    case LATENCY -> arm.latencyMillis();
                };
                if (mean.isPresent()) {
                    sum += mean.get() * arm.conversations();
                    number += arm.conversations();
                }
            }
            value = number > 0 ? sum / number : Double.NaN;
            return metric == Metric.SATISFACTION ? value < limit : value > limit;
        }

        @Override
        boolean endsWell() {
            return canaryConversations() >= FEWEST_TO_PROMOTE;
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
                case PROMOTE -> "no limit was breached";
                case CONTINUE -> "no limit is breached";
                case UNDECIDED -> "only " + canaryConversations() + " conversations";
            };
        }
    }
}
