package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The judge that compares window rates by ranks on growing data. */
record RankJudge(double confidence, int everyWindows, int minWindows) implements Judge {

    private static final double TOLERANCE = 0.25;

    RankJudge {
        Checks.chance("confidence", confidence);
        Checks.that(everyWindows >= 1, "everyWindows", "at least 1", everyWindows);
        Checks.that(minWindows >= 1, "minWindows", "at least 1", minWindows);
    }

    @Override
    public String name() {
        return "ranks";
    }

    @Override
    public Judgement begin() {
        return new Ranking();
    }

    /** Returns whether the first sample lies higher by more than a quarter of the estimated shift, and in the mean. */
    static boolean isHigh(double[] canary, double[] stable, MannWhitney test) {
        double canaryMean = Arrays.stream(canary).average().orElse(0);
        double stableMean = Arrays.stream(stable).average().orElse(0);
        return test.shift().low() > TOLERANCE * Math.abs(test.shift().estimate()) && canaryMean >= stableMean;
    }

    private final class Ranking extends Judgement {

        private double[] canary = new double[64];
        private double[] stable = new double[64];
        private int canaryCount;
        private int stableCount;
        private @Nullable MannWhitney last;

        Ranking() {
            super(name(), true, true);
        }

        @Override
        Call look(Window window) {
            Optional<Double> mine = rate(window.canary());
            if (mine.isPresent()) {
                canary = room(canary, canaryCount);
                canary[canaryCount++] = mine.get();
            }
            Optional<Double> theirs = window.stable().flatMap(Ranking::rate);
            if (theirs.isPresent()) {
                stable = room(stable, stableCount);
                stable[stableCount++] = theirs.get();
            }
            if (windows() % everyWindows != 0 || canaryCount == 0 || stableCount == 0) {
                return Call.CONTINUE;
            }
            double[] first = Arrays.copyOf(canary, canaryCount);
            double[] second = Arrays.copyOf(stable, stableCount);
            MannWhitney test = MannWhitney.of(first, second, confidence);
            last = test;
            return isHigh(first, second, test) ? Call.ROLL_BACK : Call.CONTINUE;
        }

        private static double[] room(double[] values, int used) {
            return used < values.length ? values : Arrays.copyOf(values, 2 * used);
        }

        private static Optional<Double> rate(Arm arm) {
            return arm.conversations() == 0
                    ? Optional.empty()
                    : arm.errors().map(errors -> (double) errors.least() / arm.conversations());
        }

        @Override
        boolean endsWell() {
            return last != null && Math.min(canaryCount, stableCount) >= minWindows;
        }

        @Override
        String reason(Call about) {
            if (last == null) {
                return "nothing to compare yet";
            }
            return String.format(
                    Locale.ROOT,
                    "error rates of windows are shifted by %.4f [%.4f, %.4f], %d against %d windows",
                    last.shift().estimate(),
                    last.shift().low(),
                    last.shift().high(),
                    canaryCount,
                    stableCount);
        }
    }
}
