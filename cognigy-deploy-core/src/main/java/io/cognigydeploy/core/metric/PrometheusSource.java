package io.cognigydeploy.core.metric;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.PromMetric.Query;
import io.cognigydeploy.core.text.Argument;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source of figures in Prometheus, over its HTTP API ({@code /api/v1/query_range}) or that of a compatible database.
 * Immutable and safe for use by many threads.
 *
 * <p>Each expression is evaluated once for each side, at the end of the span: {@code query_range} with that one instant as
 * its start and end. The span itself is the range of the expression, so counters that were reset by a restart are handled by
 * {@code increase}, which also sums up over instances:
 *
 * <pre>{@code
 * sum(increase(bot_handoffs_total{version="$arm"}[$range]))
 * }</pre>
 *
 * <p>{@code $arm} stands for the side, as in {@link Builder#arms}; {@code $range} for the length of the span, such as {@code
 * 300s}. {@code increase} extrapolates to the ends of its range, so its values are fractions; counts are rounded. It does not
 * count the first value of a series that begins within the range, so a program should export its counters with 0 at its
 * start. A span of fewer than four scrapes is refused as {@link MetricDefect#ABSENT}, and a longer one is asked for later.
 *
 * <p>An answer with NaN, infinity, a warning, another time, a series twice, or several series where one is needed is
 * refused. Times are those of the server's clock, which should agree with the caller's.
 */
public final class PrometheusSource implements MetricSource {

    private static final Pattern ARM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:/+-]{0,127}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,63}");
    private static final int SCRAPES = 4;
    private static final int SCRAPES_MISSED = 2;

    private final Platform platform;
    private final String url;
    private final Map<String, String> headers;
    private final String canary;
    private final Optional<String> stable;
    private final Map<String, PromMetric> metrics;
    private final Optional<String> label;
    private final Optional<Query> newest;
    private final Duration scrapes;
    private final Duration lag;

    private PrometheusSource(Builder builder, String canary) {
        this.platform = builder.platform;
        this.url = builder.url;
        this.headers = Map.copyOf(builder.headers);
        this.canary = canary;
        this.stable = builder.stable;
        this.metrics = Map.copyOf(builder.metrics);
        this.label = builder.label;
        this.newest = builder.newest;
        this.scrapes = builder.scrapes;
        this.lag = builder.lag;
    }

    /**
     * Returns a builder of a source.
     *
     * @param platform sends the requests, with its time limits, retries, proxy and TLS, and has the clock. A {@link
     *     CognigyClient} does, and so does {@link Platform#named(String)}; credentials of the platform are not sent
     * @param url the address of Prometheus, below which is {@code /api/v1}; {@code https}, or {@code http} on a loopback
     *     address
     * @throws IllegalArgumentException if the address is no such URL, or has a query
     */
    public static Builder at(Platform platform, String url) {
        return new Builder(Argument.given("platform", platform), base(url));
    }

    private static String base(String url) {
        URI uri;
        try {
            uri = URI.create(Argument.text("url", url));
            CognigyClient.requirePostable(uri);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message may have a password.
            throw new IllegalArgumentException(
                    "url must be an https URL, or an http URL of a loopback address, without user and fragment.");
        }
        if (uri.getRawQuery() != null) {
            throw new IllegalArgumentException("url must have no query.");
        }
        return url.replaceFirst("/+$", "");
    }

    @Override
    public MetricReading read(NamedMetric metric, Instant from, Instant to) {
        PromMetric known = metrics.get(metric.name());
        if (known == null) {
            return new Refused(MetricDefect.ABSENT, "no expressions of " + metric.name());
        }
        if (known.form() != metric.form()) {
            return new Refused(
                    MetricDefect.INCONSISTENT,
                    "the expressions of " + metric.name() + " are of " + known.form() + ", not " + metric.form());
        }
        try {
            return read(known, from, to);
        } catch (UnusableFigures e) {
            return e.reading();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return new Refused(MetricDefect.UNREACHABLE, e.getMessage());
        }
    }

    private MetricReading read(PromMetric metric, Instant from, Instant to) throws UnusableFigures {
        Instant latest = platform.time().now().minus(lag);
        Instant begin = from.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        Instant end = (latest.isBefore(to) ? latest : to).truncatedTo(ChronoUnit.MILLIS);
        Duration length = Duration.between(begin, end);
        if (length.compareTo(scrapes.multipliedBy(SCRAPES)) < 0) {
            throw new UnusableFigures(
                    MetricDefect.ABSENT,
                    "the span up to " + end + " is shorter than " + SCRAPES + " scrapes of " + Time.inWords(scrapes));
        }
        Map<String, Figures> own = side("the canary", canary, metric, end, length);
        Optional<Map<String, Figures>> others =
                stable.isPresent() ? Optional.of(side("stable", stable.get(), metric, end, length)) : Optional.empty();
        return new Sides(own, others).measured(begin, end);
    }

    private Map<String, Figures> side(String name, String arm, PromMetric metric, Instant end, Duration length)
            throws UnusableFigures {
        if (newest.isPresent()) {
            requireFresh(name, ask(name + ": the newest time", newest.get(), arm, end, length, Optional.empty()), end);
        }
        Map<String, Figures> figures =
                metric.figures((what, query) -> ask(name + ": " + what, query, arm, end, length, label));
        if (figures.isEmpty()) {
            throw new UnusableFigures(MetricDefect.ABSENT, "no cases of " + name);
        }
        return figures;
    }

    private void requireFresh(String name, Map<String, Double> answer, Instant end) throws UnusableFigures {
        Double seconds = answer.get(Sides.ALL);
        if (seconds == null) {
            throw new UnusableFigures(MetricDefect.STALE, "no time of the newest figures of " + name);
        }
        double age = end.toEpochMilli() / 1000.0 - seconds;
        if (age > scrapes.multipliedBy(SCRAPES_MISSED).toMillis() / 1000.0) {
            throw new UnusableFigures(
                    MetricDefect.STALE, "the newest figures of " + name + " are " + age + " s older than " + end);
        }
        if (age < 0) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE, "the newest figures of " + name + " are later than " + end);
        }
    }

    private Map<String, Double> ask(
            String what, Query query, String arm, Instant end, Duration length, Optional<String> segments)
            throws UnusableFigures {
        BigDecimal at = BigDecimal.valueOf(end.toEpochMilli(), 3);
        String address = url + "/api/v1/query_range?query=" + encoded(query.of(arm, length.toMillis())) + "&start=" + at
                + "&end=" + at + "&step=" + Math.max(1, length.toSeconds());
        return new PromAnswer(what, at, segments).read(platform.readAnywhere(URI.create(address), headers));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A builder of sources. Not safe for use by many threads. */
    public static final class Builder {

        private static final Set<String> BOTH = new TreeSet<>(Set.of(Query.SIDE, Query.RANGE));

        private final Platform platform;
        private final String url;
        private final Map<String, String> headers = new TreeMap<>();
        private final Map<String, PromMetric> metrics = new TreeMap<>();
        private @Nullable String canary;
        private Optional<String> stable = Optional.empty();
        private Optional<String> label = Optional.empty();
        private Optional<Query> newest = Optional.empty();
        private Duration scrapes = Duration.ofMinutes(1);
        private Duration lag = Duration.ZERO;

        private Builder(Platform platform, String url) {
            this.platform = platform;
            this.url = url;
        }

        /**
         * Sets the texts that take the place of {@code $arm}, such as two versions.
         *
         * @throws IllegalArgumentException if one has other characters than letters, digits and {@code . _ : / + -}, has
         *     more than 128, or both are equal
         */
        public Builder arms(String canary, String stable) {
            canaryAlone(canary);
            if (arm("stable", stable).equals(canary)) {
                throw Argument.refused("stable", "another text than canary", stable);
            }
            this.stable = Optional.of(stable);
            return this;
        }

        /** Sets the text that takes the place of {@code $arm}, for a canary that is compared with nothing. */
        public Builder canaryAlone(String canary) {
            this.canary = arm("canary", canary);
            this.stable = Optional.empty();
            return this;
        }

        private static String arm(String parameter, String value) {
            return Argument.formed(
                    parameter, ARM, "letters, digits, '.', '_', ':', '/', '+', '-', at most 128, no mark first", value);
        }

        /**
         * Adds a metric of counts.
         *
         * @param metric the name of the metric
         * @param numerator an expression with {@code $arm} and {@code $range}
         * @param denominator likewise
         * @throws IllegalArgumentException if an expression lacks a place, has another, or has more than 2,000 characters
         */
        public Builder counts(String metric, String numerator, String denominator) {
            return add(
                    metric,
                    new PromMetric.Counts(
                            Query.of("numerator", numerator, BOTH), Query.of("denominator", denominator, BOTH), false));
        }

        /**
         * Adds a metric of means.
         *
         * @param metric the name of the metric
         * @param mean an expression with {@code $arm} and {@code $range}
         * @param n an expression of the number of cases, likewise
         * @throws IllegalArgumentException if an expression lacks a place, has another, or has more than 2,000 characters
         */
        public Builder means(String metric, String mean, String n) {
            return add(
                    metric,
                    new PromMetric.Means(Query.of("mean", mean, BOTH), Query.of("n", n, BOTH), Optional.empty()));
        }

        /** Adds a metric of means as {@link #means(String, String, String)}, with an expression of their spread. */
        public Builder means(String metric, String mean, String n, String spread) {
            return add(
                    metric,
                    new PromMetric.Means(
                            Query.of("mean", mean, BOTH),
                            Query.of("n", n, BOTH),
                            Optional.of(Query.of("spread", spread, BOTH))));
        }

        private Builder add(String metric, PromMetric expressions) {
            metrics.put(Argument.text("metric", metric), expressions);
            return this;
        }

        /**
         * Sets that a numerator without a series is zero, for metrics of counts that were added before. Default: it is
         * {@link MetricDefect#ABSENT}, because a name that is not there has none either. A denominator without a series is
         * always absent.
         *
         * @throws IllegalArgumentException if one is no metric of counts
         */
        public Builder emptyIsZero(String... names) {
            for (String name : Arrays.asList(Argument.texts("names", names))) {
                if (!(metrics.get(name) instanceof PromMetric.Counts counts)) {
                    throw Argument.refused("names", "metrics of counts", name);
                }
                metrics.put(name, new PromMetric.Counts(counts.numerator(), counts.denominator(), true));
            }
            return this;
        }

        /**
         * Sets the label whose values are segments, such as {@code channel}. Every expression must keep it, as by {@code sum
         * by (channel) (…)}. Default none: every expression must have one value.
         */
        public Builder segmentedBy(String label) {
            this.label = Optional.of(Argument.formed("label", LABEL, "a name of a label", label));
            return this;
        }

        /**
         * Sets an expression with {@code $arm} for the time of the newest figures, in seconds since 1970. An example is
         * {@code max(timestamp(bot_conversations_total{version="$arm"}))}. Figures are refused as {@link
         * MetricDefect#STALE} if it is more than two scrapes before the end of the span. Default none: the age is not
         * checked.
         */
        public Builder newest(String expression) {
            this.newest = Optional.of(Query.of("expression", expression, Set.of(Query.SIDE)));
            return this;
        }

        /** Sets how often Prometheus reads the figures from their programs. Default 1 minute, as in Prometheus. */
        public Builder scrapedEvery(Duration interval) {
            this.scrapes = Argument.positive("interval", interval);
            return this;
        }

        /** Sets how late figures may appear after their scrape, such as by remote write. Default 0. */
        public Builder lag(Duration lag) {
            this.lag = Argument.notNegative("lag", lag);
            return this;
        }

        /** Sets a bearer token. Default none. It is added to the secrets of the platform. */
        public Builder bearer(Secret token) {
            platform.secrets().add(Argument.given("token", token).reveal());
            headers.put("Authorization", "Bearer " + token.reveal());
            return this;
        }

        /** Sets user and password by the scheme {@code Basic}. Default none. The password is added to the secrets of the platform. */
        public Builder basic(String user, Secret password) {
            platform.secrets().add(Argument.given("password", password).reveal());
            byte[] login = (Argument.text("user", user) + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
            return this;
        }

        /** Sets the tenant, as {@code X-Scope-OrgID}, of databases that have several. Default none. */
        public Builder tenant(String tenant) {
            headers.put("X-Scope-OrgID", Argument.id("tenant", tenant));
            return this;
        }

        /**
         * Creates the source. Nothing is sent.
         *
         * @throws IllegalStateException if there are no arms or no metrics
         */
        public PrometheusSource build() {
            if (canary == null) {
                throw new IllegalStateException("arms must be set before build()");
            }
            if (metrics.isEmpty()) {
                throw new IllegalStateException("a metric must be added before build()");
            }
            return new PrometheusSource(this, canary);
        }
    }
}
