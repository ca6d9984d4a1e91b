package io.cognigydeploy.core.testing;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The contract that a judgement relies on, for a test of a source of metrics of your own.
 *
 * <pre>{@code
 * assertThat(MetricSourceContract.of(source, metric, from, middle, to).problems()).isEmpty();
 * }</pre>
 *
 * <p>The source must have figures of the metric from {@code from} to {@code to}, and must not change during the test. They are
 * read whole and in two parts, several times, by several threads, and by a thread that is interrupted. A metric and a
 * time that the source does not have are asked for too. Immutable and safe for use by many threads.
 */
public final class MetricSourceContract {

    private static final int READERS = 4;
    private static final Duration LONG_BEFORE = Duration.ofDays(3650);

    private final MetricSource source;
    private final NamedMetric metric;
    private final Instant from;
    private final Instant middle;
    private final Instant to;
    private final double tolerance;
    private final Optional<MetricSource> unreachable;

    private MetricSourceContract(
            MetricSource source,
            NamedMetric metric,
            Instant from,
            Instant middle,
            Instant to,
            double tolerance,
            Optional<MetricSource> unreachable) {
        this.source = source;
        this.metric = metric;
        this.from = from;
        this.middle = middle;
        this.to = to;
        this.tolerance = tolerance;
        this.unreachable = unreachable;
    }

    /**
     * Returns the contract for a source.
     *
     * @param metric a metric of the source
     * @param middle between the others; the source has cases on both sides of it
     */
    public static MetricSourceContract of(
            MetricSource source, NamedMetric metric, Instant from, Instant middle, Instant to) {
        Argument.given("source", source);
        Argument.given("metric", metric);
        if (!Argument.given("from", from).isBefore(Argument.given("middle", middle))) {
            throw Argument.refused("middle", "after " + from, middle);
        }
        if (!middle.isBefore(Argument.given("to", to))) {
            throw Argument.refused("to", "after " + middle, to);
        }
        return new MetricSourceContract(source, metric, from, middle, to, 0, Optional.empty());
    }

    /**
     * Returns this contract for a source that estimates, as Prometheus does. The counts of two parts may then differ from
     * those of the whole.
     *
     * @param part the difference that is allowed, as a part of the cases from 0 to 1
     */
    public MetricSourceContract estimating(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw Argument.refused("part", "from 0 to 1", part);
        }
        return new MetricSourceContract(source, metric, from, middle, to, part, unreachable);
    }

    /** Returns this contract with a source of the same kind whose system cannot be reached. */
    public MetricSourceContract unreachable(MetricSource broken) {
        return new MetricSourceContract(
                source, metric, from, middle, to, tolerance, Optional.of(Argument.given("broken", broken)));
    }

    /**
     * Reads the source in every way and returns the breaches of the contract, a sentence each. Empty: the source keeps the
     * contract.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!(source.checked().read(metric, from, to) instanceof Measured whole)) {
            problems.add(
                    "The span must have figures, but was " + source.checked().read(metric, from, to) + ".");
            return problems;
        }
        again(problems, whole);
        parts(problems, whole);
        segments(problems, whole);
        strange(problems);
        interrupted(problems);
        if (unreachable.isPresent() && unreachable.get().checked().read(metric, from, to) instanceof Measured found) {
            problems.add("A source that cannot be reached must have no figures, but had " + found + ".");
        }
        return problems;
    }

    private void again(List<String> problems, Measured whole) {
        List<CompletableFuture<MetricReading>> readers = Stream.generate(() ->
                        CompletableFuture.supplyAsync(() -> source.checked().read(metric, from, to)))
                .limit(READERS)
                .toList();
        for (CompletableFuture<MetricReading> reader : readers) {
            try {
                MetricReading same = reader.join();
                if (!same.equals(whole)) {
                    problems.add("The same span must have the same figures each time, but had " + whole + " and then "
                            + same + ".");
                    return;
                }
            } catch (CompletionException e) {
                problems.add("A failure must be a refusal, but was " + e.getCause() + ".");
                return;
            }
        }
    }

    /** Checks that each case is in one of two spans that follow each other. */
    private void parts(List<String> problems, Measured whole) {
        MetricReading first = source.checked().read(metric, from, middle);
        if (!(first instanceof Measured earlier)) {
            problems.add("The first part must have figures, but was " + first + ".");
            return;
        }
        MetricReading second = source.checked().read(metric, earlier.to(), whole.to());
        if (!(second instanceof Measured later)) {
            problems.add("The second part must have figures, but was " + second + ".");
            return;
        }
        Figures both = earlier.all().canary().with(later.all().canary());
        if (isOther(whole.all().canary(), both)) {
            problems.add("The parts together must have the figures of the whole, "
                    + whole.all().canary() + ", but had " + both + ".");
        }
    }

    private boolean isOther(Figures whole, Figures both) {
        double slack = tolerance * whole.cases();
        if (Math.abs(whole.cases() - both.cases()) > slack) {
            return true;
        }
        if (whole instanceof Figures.Counted counted && both instanceof Figures.Counted sum) {
            return Math.abs(counted.numerator() - sum.numerator()) > slack;
        }
        if (whole instanceof Figures.Averaged averaged && both instanceof Figures.Averaged pooled) {
            double allowed = Math.max(tolerance, 1e-9) * Math.max(1, Math.abs(averaged.mean()));
            return Math.abs(averaged.mean() - pooled.mean()) > allowed;
        }
        return true;
    }

    private static void segments(List<String> problems, Measured whole) {
        long cases = whole.segments().values().stream()
                .mapToLong(each -> each.canary().cases())
                .sum();
        long all = whole.all().canary().cases();
        // A segment is rounded by itself.
        if (cases > all + whole.segments().size()) {
            problems.add("The segments must have at most the cases of all, " + all + ", but had " + cases + ".");
        }
    }

    private void strange(List<String> problems) {
        NamedMetric unknown = new NamedMetric(
                metric.name() + "-of-no-source", metric.form(), metric.worse(), metric.role(), metric.margin());
        if (source.checked().read(unknown, from, to) instanceof Measured found) {
            problems.add("A metric that the source does not have must be refused, but had " + found + ".");
        }
        Instant before = from.minus(LONG_BEFORE);
        if (source.checked().read(metric, before, before.plus(Duration.between(from, to))) instanceof Measured found
                && found.all().canary().cases() > 0) {
            problems.add("A span long before must have no cases, but had " + found + ".");
        }
    }

    private void interrupted(List<String> problems) {
        Thread.currentThread().interrupt();
        try {
            MetricReading reading = source.checked().read(metric, from, to);
            if (!Thread.currentThread().isInterrupted()) {
                problems.add("A source must leave an interrupted thread interrupted, but cleared it and returned "
                        + reading + ".");
            }
        } catch (CallInterruptedException e) {
            // As it should be.
        } finally {
            var unused = Thread.interrupted();
        }
    }
}
