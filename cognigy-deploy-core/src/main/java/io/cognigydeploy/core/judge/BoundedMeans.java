package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/**
 * The test of satisfaction against stable by a bound on means of bounded ratings. It uses the bound of Hoeffding (JASA
 * 58, 1963) and the normal mixture over it. It is exact for any ratings.
 */
final class BoundedMeans implements MetricTest {

    private final JudgeOptions options;
    private final double range;
    private final double rho;
    private double sum;
    private double variance;

    BoundedMeans(JudgeOptions options) {
        this.options = options;
        range = options.satisfactionTo() - options.satisfactionFrom();
        double expected = 4
                * options.expectedConversations()
                * options.ratingsPerConversation().orElseThrow();
        rho = NormalMixture.bestRho(expected, options.alpha(), true);
    }

    @Override
    public Metric metric() {
        return Metric.SATISFACTION;
    }

    @Override
    public void add(Window window) {
        Optional<Double> mine = window.canary().satisfaction();
        Optional<Double> theirs = window.stable().flatMap(Arm::satisfaction);
        if (mine.isEmpty()
                || theirs.isEmpty()
                || window.canary().conversations() == 0
                || window.stable().map(Arm::conversations).orElse(0L) == 0) {
            return;
        }
        double n = window.canary().conversations()
                * options.ratingsPerConversation().orElseThrow();
        double m = window.stable().map(Arm::conversations).orElse(0L)
                * options.ratingsPerConversation().orElseThrow();
        // The weight is the inverse of the variance bound, so its square times that bound is itself.
        double weight = 4 / (1 / n + 1 / m);
        sum += weight * (theirs.get() - mine.get()) / range;
        variance += weight;
    }

    @Override
    public double logRollBack() {
        return variance > 0 ? NormalMixture.logOneSided(sum, variance, rho) / options.designEffect() : 0;
    }

    @Override
    public double logPromote() {
        double refuted = variance * options.satisfactionMargin() / range - sum;
        return variance > 0 ? NormalMixture.logOneSided(refuted, variance, rho) / options.designEffect() : 0;
    }

    @Override
    public MetricResult finding() {
        double log = -StrictMath.log(options.alpha()) - 0.5 * StrictMath.log(rho / (variance + rho));
        double width = variance > 0 ? Math.sqrt(2 * (variance + rho) * log) / variance : 1;
        double mean = variance > 0 ? sum / variance : 0;
        return new MetricResult(
                metric(),
                "normal mixture over Hoeffding's bound",
                logRollBack(),
                logPromote(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Interval(
                        mean * range,
                        Math.max(-1, mean - width) * range,
                        Math.min(1, mean + width) * range,
                        1 - options.alpha())),
                "points of satisfaction lost");
    }
}
