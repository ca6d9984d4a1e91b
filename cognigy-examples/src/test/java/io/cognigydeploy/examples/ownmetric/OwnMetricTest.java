package io.cognigydeploy.examples.ownmetric;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.testing.MetricSourceContract;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of the document on metrics. */
class OwnMetricTest {

    private static final Instant FROM = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant MIDDLE = FROM.plusSeconds(120);
    private static final Instant TO = FROM.plusSeconds(300);

    private record Conversation(String version, boolean handedOff, Instant began) {}

    private static final List<Conversation> CONVERSATIONS = List.of(
            new Conversation("v2", false, FROM),
            new Conversation("v2", true, MIDDLE),
            new Conversation("v1", true, FROM.plusSeconds(60)),
            new Conversation("v1", false, MIDDLE.plusSeconds(60)));

    @Test
    void aSourceOfOnesOwnKeepsTheContract() {
        HandOffs source = new HandOffs(
                (version, handedOff, from, to) -> CONVERSATIONS.stream()
                        .filter(each -> each.version().equals(version))
                        .filter(each -> each.handedOff() || !handedOff)
                        .filter(each ->
                                !each.began().isBefore(from) && each.began().isBefore(to))
                        .count(),
                "v2",
                "v1");

        assertThat(MetricSourceContract.of(source, NamedMetric.HAND_OFF, FROM, MIDDLE, TO)
                        .problems())
                .isEmpty();
    }

    @Test
    void aFileIsReadWhileItGrows(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("figures.csv");
        Files.writeString(file, """
                time_from,time_to,metric,arm,numerator,denominator,segment
                2026-01-15T12:00:00Z,2026-01-15T12:05:00Z,hand-off,canary,4,60,
                2026-01-15T12:00:00Z,2026-01-15T12:05:00Z,hand-off,stable,31,540,
                2026-01-15T12:05:00Z,2026-01-15T12:10:00Z,hand-off,can""");

        assertThat(ReadySources.file(file).read(NamedMetric.HAND_OFF, FROM, TO.plusSeconds(300)))
                .isInstanceOfSatisfying(
                        MetricReading.Measured.class,
                        measured -> assertThat(measured.to()).isEqualTo(TO));
    }

    @Test
    void prometheusIsAskedOnlyForMetricsWithExpressions() {
        var source = ReadySources.prometheus(
                Platform.named("metrics"), "https://prometheus.example.com", Secret.of("an-example-and-not-a-secret"));

        assertThat(source.read(NamedMetric.NO_MATCH, FROM, TO))
                .isEqualTo(new MetricReading.Refused(MetricDefect.ABSENT, "no expressions of no-match"));
    }

    @Test
    void aCanaryThatHandsOffMoreIsRolledBackAndTheReportSaysSo(@TempDir Path folder) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld()
                .traffic("bot_abc123", "stable", Traffic.good().perMinute(800))
                .traffic("bot_abc123", "canary", Traffic.good().perMinute(800));
        HandOffs handOffs = new HandOffs(
                (version, handedOff, from, to) ->
                        Duration.between(from, to).toSeconds() * (handedOff ? version.equals("v2") ? 3 : 1 : 20),
                "v2",
                "v1");

        Report report = GuardedCanary.release(
                fake.client(),
                handOffs,
                (metric, from, to) -> new MetricReading.Refused(MetricDefect.ABSENT, "not exported yet"),
                folder);

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("Hand-off: canary 15.0 % (", "stable 5.0 % (");
        assertThat(report.toMarkdown()).contains("readings of containment");
    }
}
