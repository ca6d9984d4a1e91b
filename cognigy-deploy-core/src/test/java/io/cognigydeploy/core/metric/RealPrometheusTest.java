package io.cognigydeploy.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import io.cognigydeploy.core.testing.MetricSourceContract;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus that scrapes a bot on this machine, four times a second. Needs {@code prometheus} on the path. */
@Tag("prometheus")
class RealPrometheusTest {

    private static final Duration SCRAPES = Duration.ofMillis(250);
    private static final Duration PHASE = Duration.ofMillis(2_500);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);
    private static final NamedMetric BROKEN = NamedMetric.counts("broken", Worse.MORE);
    private static final NamedMetric NO_NUMBER = NamedMetric.counts("no-number", Worse.MORE);

    @TempDir
    Path folder;

    private final ScrapedBot bot = new ScrapedBot();
    private HttpServer exporter;
    private Process prometheus;
    private String url;

    /** A bot with a canary, whose counters grow while it is used. Each fifth conversation is handed off. */
    private static final class ScrapedBot {

        private long canary;
        private long stable;
        private long all;

        /** Has 1 conversation of the canary and 9 of stable. */
        synchronized void talk() {
            canary++;
            stable += 9;
            all++;
        }

        synchronized long conversations() {
            return all;
        }

        synchronized void restart() {
            canary = 0;
            stable = 0;
        }

        synchronized String metrics() {
            StringBuilder text = new StringBuilder();
            for (String version : List.of("v1", "v2")) {
                long count = version.equals("v2") ? canary : stable;
                for (String channel : List.of("web", "voice")) {
                    long part = channel.equals("web") ? count - count / 4 : count / 4;
                    String labels = "{version=\"" + version + "\",channel=\"" + channel + "\"} ";
                    line(text, "bot_conversations_total" + labels, part);
                    line(text, "bot_handoffs_total" + labels, part / 5);
                    line(text, "bot_turns_sum" + labels, part * 3.5);
                    line(text, "bot_turns_count" + labels, part);
                }
            }
            return text.toString();
        }

        private static void line(StringBuilder text, String series, Object value) {
            text.append(series).append(value).append('\n');
        }
    }

    @BeforeEach
    void start() throws IOException {
        exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        exporter.createContext("/metrics", exchange -> {
            byte[] body = bot.metrics().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        exporter.start();
        int port = freePort();
        url = "http://127.0.0.1:" + port;
        Path settings = Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 250ms
                  scrape_timeout: 250ms
                scrape_configs:
                  - job_name: bot
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(
                        exporter.getAddress().getPort()));
        File log = folder.resolve("prometheus.log").toFile();
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        exporter.stop(0);
        prometheus.destroy();
        if (!prometheus.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            prometheus.destroyForcibly();
        }
    }

    private PrometheusSource.Builder source(String address) {
        return PrometheusSource.at(Platform.named("prometheus"), address)
                .arms("v2", "v1")
                .scrapedEvery(SCRAPES)
                .counts("hand-off", increase("bot_handoffs_total"), increase("bot_conversations_total"))
                .means(
                        "turns",
                        increase("bot_turns_sum") + " / " + increase("bot_turns_count"),
                        increase("bot_turns_count"))
                .counts("no-match", increase("bot_no_matches_total"), increase("bot_conversations_total"))
                .counts("broken", increase("bot_handoffs_total") + " +", increase("bot_conversations_total"))
                .counts("no-number", "0 * " + increase("bot_handoffs_total") + " / 0", increase("bot_turns_count"));
    }

    /** Returns the source of counts without estimates, which are absent if a counter was reset. */
    private PrometheusSource exact() {
        return PrometheusSource.at(Platform.named("prometheus"), url)
                .arms("v2", "v1")
                .scrapedEvery(SCRAPES)
                .segmentedBy("channel")
                .counts("hand-off", difference("bot_handoffs_total"), difference("bot_conversations_total"))
                .build();
    }

    private static String difference(String counter) {
        String series = counter + "{version=\"$arm\"}";
        String sum = "sum by (channel) (" + series;
        return sum + ") - " + sum + " offset $range) and on () sum(resets(" + series + "[$range])) == 0";
    }

    private static String increase(String counter) {
        return "sum by (channel) (increase(" + counter + "{version=\"$arm\"}[$range]))";
    }

    /** Polls until a condition holds, while the bot is used. */
    private void until(String what, BooleanSupplier condition) throws InterruptedException {
        Instant end = Time.SYSTEM.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            assertThat(prometheus.isAlive())
                    .as("Prometheus runs, until %s", what)
                    .isTrue();
            assertThat(Time.SYSTEM.now()).as("until %s", what).isBefore(end);
            bot.talk();
            Time.SYSTEM.sleep(Duration.ofMillis(10));
        }
    }

    private void talkFor(Duration length) throws InterruptedException {
        Instant end = Time.SYSTEM.now().plus(length);
        until("a phase is over", () -> !Time.SYSTEM.now().isBefore(end));
    }

    @Test
    void figuresAreReadJudgedAndRefused() throws Exception {
        PrometheusSource source = source(url).segmentedBy("channel").build();
        PrometheusSource fresh = source(url)
                .segmentedBy("channel")
                .newest("max(timestamp(bot_conversations_total{version=\"$arm\"}))")
                .build();
        until("Prometheus has figures", () -> {
            Instant now = Time.SYSTEM.now();
            return source.read(NamedMetric.HAND_OFF, now.minus(PHASE), now) instanceof Measured;
        });

        Instant from = Time.SYSTEM.now();
        long before = bot.conversations();
        talkFor(PHASE);
        Instant middle = Time.SYSTEM.now();
        assertThat(MetricSourceContract.of(exact(), NamedMetric.HAND_OFF, from, from.plus(PHASE.dividedBy(2)), middle)
                        .problems())
                .isEmpty();
        bot.restart();
        talkFor(PHASE);
        Instant to = Time.SYSTEM.now();
        long talked = bot.conversations() - before;
        until("figures are fresh", () -> {
            Instant now = Time.SYSTEM.now();
            return fresh.read(NamedMetric.HAND_OFF, now.minus(PHASE), now) instanceof Measured;
        });

        assertThat(exact().read(NamedMetric.HAND_OFF, from, to))
                .isEqualTo(new Refused(MetricDefect.ABSENT, "no cases of the canary"));

        // The counters were reset in the middle, and the increases are estimates.
        Measured counts = (Measured) source.read(NamedMetric.HAND_OFF, from, to);
        Counted canary = (Counted) counts.all().canary();
        Counted stable = (Counted) counts.all().stable().orElseThrow();
        assertThat((double) canary.denominator()).isCloseTo((double) talked, within(0.2 * talked));
        assertThat((double) canary.numerator() / canary.denominator()).isCloseTo(0.2, within(0.05));
        assertThat((double) stable.denominator() / canary.denominator()).isCloseTo(9, within(1.0));
        assertThat(counts.segments()).containsOnlyKeys("web", "voice");
        Figures.Compared web = Objects.requireNonNull(counts.segments().get("web"));
        assertThat((double) web.canary().cases() / canary.denominator()).isCloseTo(0.75, within(0.05));

        Measured means = (Measured) source.read(TURNS, from, to);
        assertThat(((Averaged) means.all().canary()).mean()).isCloseTo(3.5, within(0.05));

        assertThat(source.read(NamedMetric.NO_MATCH, from, to)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.defect()).isEqualTo(MetricDefect.ABSENT);
            assertThat(refused.why()).startsWith("no numerator of ");
        });
        assertThat(source.read(NO_NUMBER, from, to))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.defect()).isEqualTo(MetricDefect.NOT_A_NUMBER));
        assertThat(source.read(BROKEN, from, to)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.defect()).isEqualTo(MetricDefect.UNREACHABLE);
            assertThat(refused.why()).contains("400", "parse error");
        });
        assertThat(source(url).build().read(NamedMetric.HAND_OFF, from, to))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("several series"));

        assertThat(MetricSourceContract.of(source, NamedMetric.HAND_OFF, from, middle, to)
                        .estimating(0.2)
                        .problems())
                .isEmpty();

        exporter.stop(0);
        until("figures are stale", () -> {
            Instant now = Time.SYSTEM.now();
            return fresh.read(NamedMetric.HAND_OFF, now.minus(PHASE), now) instanceof Refused refused
                    && refused.defect() == MetricDefect.STALE;
        });
    }
}
