package io.cognigydeploy.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import io.cognigydeploy.core.testing.MetricSourceContract;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus as a source, by answers in the form of its HTTP API 2.42. */
class PrometheusSourceTest {

    private static final Instant FROM = Instant.parse("2026-01-15T11:50:00Z");
    private static final Instant TO = Instant.parse("2026-01-15T12:00:00Z");
    private static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);

    private final FakeTime time = new FakeTime(TO);
    private final List<Transport.Request> requests = new ArrayList<>();
    private final Map<String, String> answers = new TreeMap<>();
    private int status = 200;
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key-of-the-platform"))
            .transport(this::exchange)
            .time(time)
            .build();
    private final PrometheusSource.Builder builder = PrometheusSource.at(client, "https://prometheus.example.com/prom/")
            .arms("v2", "v1")
            .counts("hand-off", "h{v=\"$arm\"}[$range]", "c{v=\"$arm\"}[$range]")
            .means("turns", "m{v=\"$arm\"}[$range]", "n{v=\"$arm\"}[$range]", "s{v=\"$arm\"}[$range]");

    /** Answers each expression at its time, and one without an answer with no series. */
    private synchronized Transport.Response exchange(Transport.Request request, Duration limit) throws IOException {
        requests.add(request);
        if (status == 0) {
            throw new IOException("reset");
        }
        Map<String, String> parameters = parameters(request);
        String seconds = parameters.getOrDefault("end", "");
        boolean isEarlier = new BigDecimal(seconds).longValue() < FROM.getEpochSecond();
        String body = isEarlier
                ? matrix()
                : answers.getOrDefault(parameters.getOrDefault("query", ""), matrix())
                        .replace("AT", seconds);
        return new Transport.Response(
                status,
                HttpHeaders.of(Map.of("content-type", List.of("application/json")), (name, value) -> true),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(Transport.Request request) {
        return Arrays.stream(request.uri().getRawQuery().split("&"))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    }

    private static String matrix(String... series) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + String.join(",", series)
                + "]}}";
    }

    private static String series(String labels, String value) {
        return "{\"metric\":{" + labels + "},\"values\":[[AT,\"" + value + "\"]]}";
    }

    private static String one(String value) {
        return matrix(series("", value));
    }

    private void counts(String canary, String canaryAll, String stable, String stableAll) {
        answers.put("h{v=\"v2\"}[600s]", canary);
        answers.put("c{v=\"v2\"}[600s]", canaryAll);
        answers.put("h{v=\"v1\"}[600s]", stable);
        answers.put("c{v=\"v1\"}[600s]", stableAll);
    }

    private MetricReading read() {
        return builder.build().read(NamedMetric.HAND_OFF, FROM, TO);
    }

    private Refused refused() {
        MetricReading reading = read();
        assertThat(reading).isInstanceOf(Refused.class);
        return (Refused) reading;
    }

    @Test
    void countsAreTheRoundedIncreases() {
        counts(one("4.137931"), one("59.61"), one("31"), one("540.0"));

        assertThat(read())
                .isEqualTo(new Measured(FROM, TO, new Figures.Compared(new Counted(4, 60), new Counted(31, 540))));
    }

    @Test
    void eachExpressionIsAskedForOnceAtTheEndOfTheSpan() {
        counts(one("4"), one("60"), one("31"), one("540"));

        read();

        assertThat(requests).hasSize(4).allSatisfy(request -> {
            assertThat(request.uri().toString()).startsWith("https://prometheus.example.com/prom/api/v1/query_range?");
            assertThat(parameters(request))
                    .containsEntry("start", "1768478400.000")
                    .containsEntry("end", "1768478400.000")
                    .containsEntry("step", "600");
            assertThat(request.headers().firstValue("Authorization")).isEmpty();
        });
        assertThat(requests.stream().map(request -> parameters(request).get("query")))
                .containsExactly("c{v=\"v2\"}[600s]", "h{v=\"v2\"}[600s]", "c{v=\"v1\"}[600s]", "h{v=\"v1\"}[600s]");
    }

    @Test
    void timesAreRoundedInwardsToMilliseconds() {
        MetricReading reading = builder.build().read(NamedMetric.HAND_OFF, FROM.plusNanos(1), TO.minusNanos(1));

        assertThat(reading).isInstanceOf(Refused.class);
        assertThat(parameters(requests.get(0)))
                .containsEntry("end", "1768478399.999")
                .containsEntry("query", "c{v=\"v2\"}[599998ms]");
    }

    @Test
    void meansHaveTheirCountAndSpread() {
        answers.put("m{v=\"v2\"}[600s]", one("3.5"));
        answers.put("n{v=\"v2\"}[600s]", one("60"));
        answers.put("s{v=\"v2\"}[600s]", one("1.25"));
        answers.put("m{v=\"v1\"}[600s]", one("3e+00"));
        answers.put("n{v=\"v1\"}[600s]", one("540"));

        assertThat(builder.build().read(TURNS, FROM, TO))
                .isEqualTo(new Measured(
                        FROM,
                        TO,
                        new Figures.Compared(new Averaged(3.5, 60, Optional.of(1.25)), new Averaged(3, 540))));
    }

    @Test
    void theMeanOfNoCaseIsNotAskedFor() {
        answers.put("n{v=\"v2\"}[600s]", one("0"));
        answers.put("m{v=\"v2\"}[600s]", one("NaN"));

        assertThat(builder.build().read(TURNS, FROM, TO))
                .isEqualTo(new Refused(MetricDefect.ABSENT, "no cases of the canary"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aCanaryMayBeComparedWithNothing() {
        counts(one("4"), one("60"), one("1"), one("1"));
        builder.canaryAlone("v2");

        assertThat(read()).isEqualTo(new Measured(FROM, TO, Figures.Compared.alone(new Counted(4, 60))));
        assertThat(requests).hasSize(2);
    }

    @Test
    void aVectorAndAScalarAreAnswersToo() {
        counts(
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[AT,\"4\"]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[AT,\"60\"]}]}}",
                one("31"),
                one("540"));

        assertThat(read()).isInstanceOf(Measured.class);
    }

    @Test
    void segmentsAreTheValuesOfALabel() {
        builder.segmentedBy("channel");
        counts(
                matrix(series("\"channel\":\"web\"", "3"), series("\"channel\":\"voice\"", "1")),
                matrix(series("\"channel\":\"web\"", "40"), series("\"channel\":\"voice\"", "20")),
                matrix(series("\"channel\":\"web\"", "9")),
                matrix(series("\"channel\":\"web\"", "100")));

        assertThat(read())
                .isEqualTo(new Measured(
                        FROM,
                        TO,
                        new Figures.Compared(new Counted(4, 60), new Counted(9, 100)),
                        Map.of(
                                "web",
                                new Figures.Compared(new Counted(3, 40), new Counted(9, 100)),
                                "voice",
                                Figures.Compared.alone(new Counted(1, 20)))));
    }

    @Test
    void aNumeratorWithoutASeriesIsAbsentOrZeroByChoice() {
        counts(matrix(), one("60"), one("31"), one("540"));

        assertThat(refused()).isEqualTo(new Refused(MetricDefect.ABSENT, "no numerator"));

        builder.emptyIsZero("hand-off");
        assertThat(read())
                .isEqualTo(new Measured(FROM, TO, new Figures.Compared(new Counted(0, 60), new Counted(31, 540))));
    }

    @Test
    void aDenominatorWithoutASeriesIsAbsent() {
        builder.emptyIsZero("hand-off");
        counts(matrix(), one("60"), one("31"), matrix());

        assertThat(refused().defect()).isEqualTo(MetricDefect.INCONSISTENT);

        counts(matrix(), matrix(), matrix(), matrix());
        assertThat(refused()).isEqualTo(new Refused(MetricDefect.ABSENT, "no cases of the canary"));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, NOT_A_NUMBER",
        "+Inf, OUT_OF_RANGE",
        "-Inf, OUT_OF_RANGE",
        "-1, OUT_OF_RANGE",
        "1e999, OUT_OF_RANGE",
        "1000001, OUT_OF_RANGE",
        "0x10, UNREACHABLE",
        "12d, UNREACHABLE",
        "'', UNREACHABLE",
        "62, INCONSISTENT"
    })
    void aValueThatCannotBeIsRefused(String value, MetricDefect defect) {
        counts(one(value), one("60"), one("31"), one("540"));

        assertThat(refused().defect()).isEqualTo(defect);
    }

    @Test
    void extrapolationMayLiftANumeratorAboveItsDenominatorByOne() {
        counts(one("60.6"), one("60.2"), one("31"), one("540"));

        assertThat(read())
                .isInstanceOfSatisfying(
                        Measured.class,
                        measured -> assertThat(measured.all().canary()).isEqualTo(new Counted(60, 60)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"status\":\"success\"}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[AT,\"4\"]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":{}}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[AT,\"4\"]]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[AT,4]]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[\"AT\",\"4\"]]}]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[AT,\"4\"],[AT,\"5\"]]}]}}",
                "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"query timed out\"}"
            })
    void anAnswerInAnotherFormIsRefused(String answer) {
        counts(one("4"), answer, one("31"), one("540"));

        assertThat(refused().defect()).isEqualTo(MetricDefect.UNREACHABLE);
    }

    @Test
    void anAnswerThatMayBePartialIsRefused() {
        counts(
                one("4"),
                one("60").replace("\"status\"", "\"warnings\":[\"remote read failed\"],\"status\""),
                one("31"),
                one("540"));

        assertThat(refused().why()).contains("a warning, so the figures may be partial: remote read failed");
    }

    @Test
    void severalSeriesAreRefusedUnlessEachIsASegment() {
        counts(one("4"), matrix(series("\"pod\":\"a\"", "30"), series("\"pod\":\"b\"", "30")), one("31"), one("540"));

        assertThat(refused().why()).contains("several series; aggregate them, such as by sum(…)");

        builder.segmentedBy("channel");
        assertThat(refused().why()).contains("a series without the label channel");
        answers.put(
                "c{v=\"v2\"}[600s]",
                matrix(
                        series("\"channel\":\"web\",\"pod\":\"a\"", "30"),
                        series("\"channel\":\"web\",\"pod\":\"b\"", "30")));
        assertThat(refused().why()).contains("several series with the same channel");
        answers.put(
                "c{v=\"v2\"}[600s]", matrix(series("\"channel\":\"web\"", "30"), series("\"channel\":\"web\"", "30")));
        assertThat(refused().why()).contains("one series twice");
    }

    @Test
    void nativeHistogramsAreRefused() {
        counts(
                one("4"),
                matrix("{\"metric\":{},\"histograms\":[[AT,{\"count\":\"60\",\"sum\":\"100\"}]]}"),
                one("31"),
                one("540"));

        assertThat(refused().why()).contains("apply histogram_count or histogram_sum");
    }

    @Test
    void anAnswerOfAnotherTimeIsRefused() {
        counts(one("4"), one("60").replace("AT", "1768478340"), one("31"), one("540"));

        assertThat(refused())
                .isEqualTo(new Refused(
                        MetricDefect.INCONSISTENT,
                        "the canary: the denominator is that of the time 1768478340, and not of 1768478400.000"));
    }

    @Test
    void aRefusalOfPrometheusIsNamed() {
        status = 400;
        counts(
                one("4"),
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:3: parse error: unexpected end\"}",
                one("31"),
                one("540"));

        assertThat(refused().defect()).isEqualTo(MetricDefect.UNREACHABLE);
        assertThat(refused().why()).contains("answered 400", "parse error: unexpected end");
    }

    @Test
    void aLostConnectionIsTriedAgainAndThenARefusal() {
        status = 0;

        assertThat(refused().defect()).isEqualTo(MetricDefect.UNREACHABLE);
        assertThat(requests).hasSize(4);
        assertThat(time.sleeps()).hasSize(3);
    }

    @Test
    void aSpanIsAtLeastFourScrapesLong() {
        assertThat(builder.build().read(NamedMetric.HAND_OFF, TO.minusSeconds(239), TO))
                .isEqualTo(new Refused(
                        MetricDefect.ABSENT, "the span up to " + TO + " is shorter than 4 scrapes of 1 min"));
        assertThat(requests).isEmpty();

        builder.scrapedEvery(Duration.ofSeconds(15)).build().read(NamedMetric.HAND_OFF, TO.minusSeconds(60), TO);
        assertThat(requests).isNotEmpty();
    }

    @Test
    void lateFiguresAreAwaited() {
        builder.lag(Duration.ofSeconds(90));
        for (String arm : List.of("v1", "v2")) {
            answers.put("h{v=\"" + arm + "\"}[510s]", one("4"));
            answers.put("c{v=\"" + arm + "\"}[510s]", one("60"));
        }

        assertThat(read()).isInstanceOfSatisfying(Measured.class, measured -> {
            assertThat(measured.from()).isEqualTo(FROM);
            assertThat(measured.to()).isEqualTo(TO.minusSeconds(90));
        });
    }

    @Test
    void aSpanDoesNotEndInTheFuture() {
        time.set(TO.minusSeconds(600));

        assertThat(refused().defect()).isEqualTo(MetricDefect.ABSENT);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1768478280, OK", "1768478279, STALE", "1768478401, OUT_OF_RANGE", "NaN, NOT_A_NUMBER"})
    void theNewestFiguresMustBeFresh(String newest, String expected) {
        counts(one("4"), one("60"), one("31"), one("540"));
        builder.newest("max(timestamp(c{v=\"$arm\"}))");
        answers.put("max(timestamp(c{v=\"v2\"}))", one(newest));
        answers.put("max(timestamp(c{v=\"v1\"}))", one("1768478399.5"));

        if (expected.equals("OK")) {
            assertThat(read()).isInstanceOf(Measured.class);
        } else {
            assertThat(refused().defect()).isEqualTo(MetricDefect.valueOf(expected));
        }
    }

    @Test
    void figuresThatWereNeverThereAreStale() {
        builder.newest("max(timestamp(c{v=\"$arm\"}))");

        assertThat(refused().defect()).isEqualTo(MetricDefect.STALE);
    }

    @Test
    void metricsThatHaveNoExpressionsAreRefused() {
        assertThat(builder.build().read(NamedMetric.NO_MATCH, FROM, TO))
                .isEqualTo(new Refused(MetricDefect.ABSENT, "no expressions of no-match"));
        assertThat(builder.build().read(NamedMetric.means("hand-off", Worse.MORE, 1), FROM, TO))
                .isEqualTo(
                        new Refused(MetricDefect.INCONSISTENT, "the expressions of hand-off are of COUNTS, not MEANS"));
    }

    @Test
    void credentialsAreSentAndHidden() {
        counts(one("4"), one("60"), one("31"), one("540"));

        builder.bearer(Secret.of("the-token-of-the-reader"))
                .tenant("team-a")
                .build()
                .read(NamedMetric.HAND_OFF, FROM, TO);
        assertThat(requests.get(0).headers().firstValue("Authorization")).contains("Bearer the-token-of-the-reader");
        assertThat(requests.get(0).headers().firstValue("X-Scope-OrgID")).contains("team-a");

        status = 401;
        answers.put("c{v=\"v2\"}[600s]", "{\"error\":\"wrong: the-token-of-the-reader\"}");
        assertThat(refused().why()).contains("answered 401").doesNotContain("the-token-of-the-reader");

        status = 200;
        builder.basic("reader", Secret.of("the-password")).build().read(NamedMetric.HAND_OFF, FROM, TO);
        assertThat(requests.get(requests.size() - 1).headers().firstValue("Authorization"))
                .contains("Basic cmVhZGVyOnRoZS1wYXNzd29yZA==");
        assertThat(client.secrets().hide("the-password")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://prometheus.example.com",
                "https://reader:secret@prometheus.example.com",
                "https://prometheus.example.com?a=b",
                "prometheus",
                "a b"
            })
    void anUnsafeAddressIsRefused(String url) {
        assertThatThrownBy(() -> PrometheusSource.at(client, url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url must ")
                .hasNoCause()
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sum(x)", "sum(x{v=\"$arm\"})", "sum(x[$range])", "x{v=\"$arm\",w=\"$other\"}[$range]"})
    void anExpressionNeedsItsPlacesAndNoOthers(String expression) {
        assertThatThrownBy(() -> builder.counts("no-match", expression, "c{v=\"$arm\"}[$range]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("numerator must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a}b", "a b", "a\\", "-a"})
    void anArmCannotChangeAnExpression(String arm) {
        assertThatThrownBy(() -> builder.arms(arm, "v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("canary must be letters, digits");
    }

    @Test
    void theArmsDiffer() {
        assertThatThrownBy(() -> builder.arms("v1", "v1"))
                .hasMessage("stable must be another text than canary, but was \"v1\".");
    }

    @Test
    void theSourceKeepsTheContract() {
        for (String arm : List.of("v1", "v2")) {
            answers.put("h{v=\"" + arm + "\"}[600s]", one("9.7"));
            answers.put("c{v=\"" + arm + "\"}[600s]", one("100.2"));
            answers.put("h{v=\"" + arm + "\"}[300s]", one("4.8"));
            answers.put("c{v=\"" + arm + "\"}[300s]", one("50.1"));
        }
        PrometheusSource source = builder.build();
        CognigyClient other = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key-of-the-platform"))
                .transport((request, limit) -> {
                    throw new IOException("reset");
                })
                .time(new FakeTime(TO))
                .build();
        PrometheusSource unreachable = PrometheusSource.at(other, "https://prometheus.example.com")
                .arms("v2", "v1")
                .counts("hand-off", "h{v=\"$arm\"}[$range]", "c{v=\"$arm\"}[$range]")
                .build();

        assertThat(MetricSourceContract.of(source, NamedMetric.HAND_OFF, FROM, FROM.plusSeconds(300), TO)
                        .unreachable(unreachable)
                        .problems())
                .isEmpty();
    }
}
