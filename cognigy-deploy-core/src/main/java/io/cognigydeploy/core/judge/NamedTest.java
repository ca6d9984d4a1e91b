package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.NamedDriver;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedResult;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.Figures.Compared;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The evidence about one metric of one's own. Its e-value against the canary is an average: half of the weight is on all cases,
 * the rest is spread evenly over the segments that were declared before the start. An average of e-values with fixed weights is
 * one, however they depend on each other (Vovk and Wang, E-values: Calibration, combination and applications, Annals of
 * Statistics 49(3), 2021). A segment without cases counts as 1.
 *
 * <p>Not safe for use by many threads.
 */
final class NamedTest extends WeighedEvidence {

    private static final MetricReading NOT_READ =
            new Refused(MetricDefect.ABSENT, "there is no source of it, or it was not asked");
    private static final int MOST_LISTED = 5;

    private final NamedMetric metric;
    private final double rollBackAt;
    private final int metrics;
    private final Part all;
    private final List<Part> segments;
    private final Map<MetricDefect, Integer> refused = new EnumMap<>(MetricDefect.class);
    private final Set<String> seen = new TreeSet<>();
    private String lastRefusal = "";
    private int measured;
    private Instant usedUntil = Instant.MIN;

    /**
     * All cases or a segment.
     *
     * @param logWeight the logarithm of its weight
     */
    private record Part(Optional<String> segment, double logWeight, CasesTest test) {

        /** Returns the logarithm of its part of the average. */
        double rollBack() {
            return logWeight + test.rollBack();
        }

        /** Takes figures; those of one side alone cannot be compared. */
        void add(Compared figures, Window at) {
            figures.stable().ifPresent(stable -> test.add(figures.canary(), stable, at));
        }

        NamedResult result() {
            return test.result(segment);
        }
    }

    NamedTest(NamedMetric metric, JudgeOptions options, Rules rules) {
        super(rules);
        this.metric = metric;
        rollBackAt = -StrictMath.log(options.alpha());
        metrics = options.metrics().size() + options.named().size();
        int count = options.segments().size();
        all = part(Optional.empty(), count == 0 ? 1 : 0.5, options);
        segments = options.segments().stream()
                .map(segment -> part(Optional.of(segment), 0.5 / count, options))
                .toList();
    }

    private Part part(Optional<String> segment, double weight, JudgeOptions options) {
        return new Part(segment, StrictMath.log(weight), CasesTest.of(metric, options, rules));
    }

    @Override
    void add(Window window) {
        MetricReading reading = used(window.named().getOrDefault(metric.name(), NOT_READ));
        if (reading instanceof Measured figures) {
            measured++;
            usedUntil = figures.to();
            all.add(figures.all(), window);
            segments.forEach(part -> Optional.ofNullable(
                            figures.segments().get(part.segment().orElseThrow()))
                    .ifPresent(some -> part.add(some, window)));
            seen.addAll(figures.segments().keySet());
        } else if (reading instanceof Refused none) {
            refused.merge(none.defect(), 1, Integer::sum);
            lastRefusal = none.why();
        }
    }

    /** Returns the reading, or the reason why it is no evidence. */
    private MetricReading used(MetricReading reading) {
        if (!(reading instanceof Measured figures)) {
            return reading;
        }
        if (figures.from().isBefore(usedUntil)) {
            return new Refused(
                    MetricDefect.INCONSISTENT,
                    "the figures begin " + figures.from() + ", those until " + usedUntil + " are used");
        }
        if (figures.all().canary().form() != metric.form()) {
            return new Refused(
                    MetricDefect.INCONSISTENT,
                    "the figures are " + figures.all().canary().form() + ", and the metric is of " + metric.form());
        }
        return figures.all().stable().isPresent()
                ? figures
                : new Refused(MetricDefect.ABSENT, "there are no figures of stable to compare with");
    }

    private Stream<Part> parts() {
        return Stream.concat(Stream.of(all), segments.stream());
    }

    @Override
    double logRollBack() {
        double[] logs = parts().mapToDouble(Part::rollBack).toArray();
        double highest = Double.NEGATIVE_INFINITY;
        for (double each : logs) {
            highest = Math.max(highest, each);
        }
        double sum = 0;
        for (double each : logs) {
            sum += StrictMath.exp(each - highest);
        }
        return highest + StrictMath.log(sum);
    }

    @Override
    double logPromote() {
        return all.test().promote();
    }

    @Override
    boolean isMeasured() {
        return measured > 0;
    }

    @Override
    boolean isNeeded() {
        return metric.role() == NamedMetric.Role.JUDGED;
    }

    /** Returns the part with the most evidence against the canary. A promotion is by all cases. */
    private Part driving() {
        Part driving = all;
        for (Part part : segments) {
            driving = part.rollBack() > driving.rollBack() ? part : driving;
        }
        return driving.rollBack() > driving.logWeight() ? driving : all;
    }

    @Override
    boolean mayBeOneUser() {
        return driving().test().mayBeOneUser();
    }

    @Override
    String measured() {
        return new NamedInWords(metric, driving().result()).measured();
    }

    @Override
    String harmless() {
        return "an equally good canary";
    }

    @Override
    String harmful() {
        return all.test().harmful();
    }

    @Override
    Optional<String> wants() {
        return measured == 0
                ? Optional.of("there are no figures of it yet")
                : all.test().wants();
    }

    @Override
    Optional<String> caveat() {
        List<String> sentences = new ArrayList<>();
        all.test().caveat().ifPresent(sentences::add);
        int without = refused.values().stream().mapToInt(Integer::intValue).sum();
        if (without > 0) {
            sentences.add("Of " + (measured + without) + " readings of " + metric.name() + ", " + without
                    + " had no usable figures " + refused + "; the last: " + lastRefusal + ".");
        }
        Set<String> declared = new TreeSet<>();
        segments.forEach(part -> declared.add(part.segment().orElseThrow()));
        Set<String> unseen = new TreeSet<>(declared);
        unseen.removeAll(seen);
        if (measured > 0 && !unseen.isEmpty()) {
            sentences.add("There were no figures of " + metric.name() + " in " + listed(unseen) + ".");
        }
        Set<String> undeclared = new TreeSet<>(seen);
        undeclared.removeAll(declared);
        if (!undeclared.isEmpty()) {
            sentences.add("Figures of " + metric.name() + " in " + listed(undeclared)
                    + " were not used alone, because these segments were not declared before the start.");
        }
        Part driving = driving();
        if (driving.segment().isPresent()
                && logRollBack() - StrictMath.log(metrics) >= rollBackAt
                && driving.rollBack() - StrictMath.log(metrics) < rollBackAt) {
            sentences.add("Of the segments of " + metric.name() + ", "
                    + driving.segment().get()
                    + " has the most evidence, but not enough by itself (correction of Bonferroni).");
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }

    private static String listed(Set<String> names) {
        List<String> all = List.copyOf(names);
        String some = String.join(", ", all.subList(0, Math.min(MOST_LISTED, all.size())));
        return all.size() > MOST_LISTED ? some + " and " + (all.size() - MOST_LISTED) + " more" : some;
    }

    /**
     * Returns the grounds by those of the tests that are of metrics of one's own; empty if none is.
     *
     * @param driving the test that drives the verdict
     */
    static Optional<NamedGrounds> grounds(List<WeighedEvidence> tests, Optional<WeighedEvidence> driving) {
        List<NamedResult> findings = new ArrayList<>();
        Map<String, Map<MetricDefect, Integer>> refused = new TreeMap<>();
        boolean any = false;
        for (WeighedEvidence each : tests) {
            if (each instanceof NamedTest test) {
                any = true;
                test.parts().map(Part::result).forEach(findings::add);
                if (!test.refused.isEmpty()) {
                    refused.put(test.metric.name(), Collections.unmodifiableMap(new EnumMap<>(test.refused)));
                }
            }
        }
        Optional<NamedDriver> driver =
                driving.filter(NamedTest.class::isInstance).map(test -> ((NamedTest) test).driver());
        return any ? Optional.of(new NamedGrounds(driver, findings, refused)) : Optional.empty();
    }

    private NamedDriver driver() {
        return new NamedDriver(metric.name(), driving().segment());
    }
}
