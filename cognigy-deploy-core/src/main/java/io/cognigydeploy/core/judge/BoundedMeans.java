package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/**
 * The test of satisfaction against stable by a bound on means of bounded ratings. It uses the bound of Hoeffding (JASA
 * 58, 1963) and the normal mixture over it. It is exact for any ratings.
 */
final class BoundedMeans extends MetricTest {

    private final double range;
    private final double rho;
    private double sum;
    private double variance;

    BoundedMeans(JudgeOptions options, Rules rules) {
        super(Metric.SATISFACTION, options, rules);
        range = options.satisfactionTo() - options.satisfactionFrom();
        rho = NormalMixture.bestRho(4 * options.expectedConversations() * rated(), options.alpha(), true);
    }

    @Override
    void add(Window window) {
        double n = ratings(Optional.of(window.canary()));
        double m = ratings(window.stable());
        if (n == 0 || m == 0) {
            return;
        }
        double mine = bounded(window.canary().satisfaction().orElseThrow());
        double theirs = bounded(window.stable().flatMap(Arm::satisfaction).orElseThrow());
        // The weight is the inverse of the variance bound, so its square times that bound is itself.
        double weight = 4 / (1 / n + 1 / m);
        sum += weight * (theirs - mine) / range;
        variance += weight;
    }

    /** Returns the next mean on the scale. The bound holds for no other. */
    private double bounded(double mean) {
        return rules == Rules.V1
                ? mean
                : Math.min(options.satisfactionTo(), Math.max(options.satisfactionFrom(), mean));
    }

    /** Returns the number of ratings; 0 if there is no mean of them. */
    private double ratings(Optional<Arm> arm) {
        return arm.filter(each -> each.satisfaction().isPresent())
                .map(each -> each.conversations() * rated())
                .orElse(0.0);
    }

    @Override
    double logRollBack() {
        return variance > 0 ? NormalMixture.logOneSided(sum, variance, rho) / options.designEffect() : 0;
    }

    @Override
    double logPromote() {
        double refuted = variance * options.satisfactionMargin() / range - sum;
        return variance > 0 ? NormalMixture.logOneSided(refuted, variance, rho) / options.designEffect() : 0;
    }

    @Override
    MetricResult finding() {
        double log = -StrictMath.log(options.alpha()) * intervalEffect() - 0.5 * StrictMath.log(rho / (variance + rho));
        double width = variance > 0 ? Math.sqrt(2 * (variance + rho) * log) / variance : 1;
        double mean = variance > 0 ? sum / variance : 0;
        Interval lost = new Interval(
                mean * range,
                Math.max(-1, mean - width) * range,
                Math.min(1, mean + width) * range,
                1 - options.alpha());
        return finding("normal mixture over Hoeffding's bound", lost, "points of satisfaction lost");
    }
}
