package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The judge that compares window rates by ranks on growing data. */
record RankJudge(double confidence, int everyWindows, int minWindows) implements Judge {

    private static final double TOLERANCE = 0.25;

    RankJudge {
        Checks.chance("confidence", confidence);
        Checks.atLeast("everyWindows", everyWindows, 1);
        Checks.atLeast("minWindows", minWindows, 1);
    }

    @Override
    public String name() {
        return "ranks";
    }

    @Override
    public Judgement begin(Rules rules) {
        return new Ranking(rules);
    }

    /** Returns whether the first sample lies higher by more than a quarter of the estimated shift, and in the mean. */
    static boolean isHigh(double[] canary, double[] stable, Interval shift) {
        double canaryMean = Arrays.stream(canary).average().orElse(0);
        double stableMean = Arrays.stream(stable).average().orElse(0);
        return shift.low().orElseThrow() > TOLERANCE * Math.abs(shift.estimate()) && canaryMean >= stableMean;
    }

    private final class Ranking extends Judgement {

        private final List<Double> canary = new ArrayList<>();
        private final List<Double> stable = new ArrayList<>();
        private @Nullable Interval last;

        Ranking(Rules rules) {
            super(name(), rules, true, true);
        }

        @Override
        Call look(Window window) {
            rate(window.canary()).ifPresent(canary::add);
            window.stable().flatMap(Ranking::rate).ifPresent(stable::add);
            if (windows() % everyWindows != 0 || canary.isEmpty() || stable.isEmpty()) {
                return Call.CONTINUE;
            }
            double[] first = sample(canary);
            double[] second = sample(stable);
            Interval shift = MannWhitney.shift(first, second, confidence);
            last = shift;
            return isHigh(first, second, shift) ? Call.ROLL_BACK : Call.CONTINUE;
        }

        private static double[] sample(List<Double> rates) {
            return rates.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private static Optional<Double> rate(Arm arm) {
            return arm.conversations() == 0
                    ? Optional.empty()
                    : arm.errors().map(errors -> (double) errors.least() / arm.conversations());
        }

        @Override
        boolean endsWell() {
            return last != null && Math.min(canary.size(), stable.size()) >= minWindows;
        }

        @Override
        String reason(Call about) {
            if (last == null) {
                return "nothing to compare yet";
            }
            return String.format(
                    Locale.ROOT,
                    "error rates of windows are shifted by %.4f [%.4f, %.4f], %d against %d windows",
                    last.estimate(),
                    last.low().orElseThrow(),
                    last.high().orElseThrow(),
                    canary.size(),
                    stable.size());
        }
    }
}
