package io.cognigydeploy.core.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedDriver;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Compared;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canaries that are judged by metrics of a team's own as well. */
class NamedMetricsCanaryTest {

    private static final NamedMetric HAND_OFF = NamedMetric.HAND_OFF;

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private final List<Measured> read = new ArrayList<>();

    private ReleaseFixture<CanaryDeployment> fixture(FakeCognigy fake, MetricSource source, NamedMetric... metrics) {
        ReleaseFixture<CanaryDeployment> fixture = ReleaseFixture.canary(fake, fake, records);
        fixture.kind = cognigy -> CanaryDeployment.pipeline(cognigy, noting(source));
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().judgedBy(judge(metrics)));
        return fixture;
    }

    private ReleaseFixture<CanaryDeployment> fixture(MetricSource source, NamedMetric... metrics) {
        return fixture(FakeCognigy.withDefaultWorld(), source, metrics);
    }

    private static Judge judge(NamedMetric... metrics) {
        return Judge.sequential(JudgeOptions.builder()
                .named(List.of(metrics))
                .segments(List.of("chat", "voice"))
                .build());
    }

    private MetricSource noting(MetricSource source) {
        return (metric, from, to) -> {
            MetricReading reading = source.read(metric, from, to);
            if (reading instanceof Measured measured) {
                read.add(measured);
            }
            return reading;
        };
    }

    /** Two conversations a second of the canary and twenty of stable, of which so many are handed off. */
    private static MetricSource handOffs(double canary, double stable) {
        return (metric, from, to) -> new Measured(from, to, counts(from, to, canary, stable));
    }

    private static Compared counts(Instant from, Instant to, double canary, double stable) {
        return new Compared(counted(from, to, 2, canary), counted(from, to, 20, stable));
    }

    private static Counted counted(Instant from, Instant to, double perSecond, double rate) {
        return new Counted(between(from, to, perSecond * rate), between(from, to, perSecond));
    }

    private static long between(Instant from, Instant to, double perSecond) {
        return until(to, perSecond) - until(from, perSecond);
    }

    private static long until(Instant at, double perSecond) {
        return (long) (at.toEpochMilli() % 100_000_000 * perSecond / 1000);
    }

    @Test
    void aCanaryThatIsBadInHandOffsAloneIsRolledBackAndAllReportsSayWhy() {
        ReleaseFixture<CanaryDeployment> fixture = fixture(handOffs(0.15, 0.05), HAND_OFF);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("Hand-off: canary 15.0 % (");
        assertThat(report.toMarkdown()).contains("Hand-off: canary 15.0 % (").contains("driven by", "hand-off");
        assertThat(report.toHtml()).contains("Hand-off: canary 15.0 % (");
        assertThat(report.canary().orElseThrow().verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void aSegmentThatIsSickAloneIsNamed() {
        MetricSource source = (metric, from, to) -> new Measured(
                from,
                to,
                counts(from, to, 0.055, 0.05),
                Map.of(
                        "chat", counts(from, to, 0.05, 0.05),
                        "voice", counts(from, to, 0.12, 0.05)));

        Report report = fixture(source, HAND_OFF).run();

        // The sentence of docs/metrics.md.
        assertThat(report.outcome().because())
                .endsWith(
                        "Hand-off in voice: canary 11.7 % (6.2–19.0), stable 5.0 % (3.7–6.5): 2.3 times as many; the chance"
                                + " of this from an equally good canary is under 1 in 26.");
        assertThat(report.toMarkdown()).contains("hand-off in voice");
    }

    @Test
    void aCanaryThatIsGoodInEverythingIsPromoted() {
        assertThat(fixture(handOffs(0.05, 0.05), HAND_OFF).run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aRunWithoutASourceIsNotStarted() {
        ReleaseFixture<CanaryDeployment> fixture = fixture(handOffs(0, 0), HAND_OFF);
        fixture.kind = CanaryDeployment::pipeline;

        Report report = fixture.run();

        assertThat(fixture.sent("/api/v1/bots/bot_abc123/deploy")).isEmpty();
        assertThat(fixture.gate(report, "metrics of one's own"))
                .isInstanceOfSatisfying(
                        Verdict.Fail.class,
                        verdict -> assertThat(verdict.reason()).contains("hand-off", "has no source"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"throws", "nothing", "refuses", "impossible", "of another time", "of another form", "alone"})
    void aSourceWithoutUsableFiguresIsNoEvidenceAndNoOutage(String how) {
        MetricSource source = (metric, from, to) -> switch (how) {
            case "throws" -> throw new IllegalStateException("no connection");
            case "nothing" -> nothing();
            case "refuses" -> new Refused(MetricDefect.NOT_A_NUMBER, "the numerator is NaN");
            case "impossible" -> new Measured(from, to, new Compared(new Counted(9, 8), new Counted(-1, 8)));
            case "of another time" -> new Measured(from.minusSeconds(1), to, counts(from, to, 0.9, 0.1));
            case "of another form" -> new Measured(from, to, new Compared(new Averaged(9, 9), new Averaged(1, 9)));
            default -> new Measured(from, to, Compared.alone(counted(from, to, 2, 0.9)));
        };

        Report guarded = fixture(source, HAND_OFF.asGuardRail()).run();

        assertThat(guarded.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(guarded.toMarkdown()).contains("readings of hand-off").contains("had no usable figures");
        assertThat(guarded.canary().orElseThrow().verdict().grounds().refused()).isEmpty();
    }

    @SuppressWarnings("NullAway") // as a user's code without its checks
    private static MetricReading nothing() {
        return null;
    }

    @Test
    void aSourceThatIsLateHoldsNoOtherAndLosesNothing() {
        MetricSource source = MetricSource.byName(Map.of(
                "hand-off",
                handOffs(0.05, 0.05),
                "no-match",
                (metric, from, to) -> to.minusSeconds(150).isAfter(from)
                        ? handOffs(0.05, 0.05).read(metric, from, to.minusSeconds(150))
                        : new Refused(MetricDefect.ABSENT, "not yet")));

        Report report = fixture(source, HAND_OFF, NamedMetric.NO_MATCH).run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        List<Measured> late = windows(report).stream()
                .map(window -> window.named().get("no-match"))
                .filter(Measured.class::isInstance)
                .map(Measured.class::cast)
                .toList();
        List<Measured> prompt = windows(report).stream()
                .map(window -> (Measured) window.named().get("hand-off"))
                .toList();
        assertThat(prompt).hasSize(windows(report).size());
        assertThat(late).hasSizeLessThan(prompt.size());
        // A change of the share begins a new span.
        long gaps = 0;
        for (int i = 1; i < late.size(); i++) {
            assertThat(late.get(i).from()).isAfterOrEqualTo(late.get(i - 1).to());
            gaps += late.get(i).from().equals(late.get(i - 1).to()) ? 0 : 1;
        }
        assertThat(gaps).isLessThanOrEqualTo(2);
    }

    private static List<Observation.Window> windows(Report report) {
        return report.canary().orElseThrow().observations().stream()
                .filter(Observation.Window.class::isInstance)
                .map(Observation.Window.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 9})
    void aResumedRunGoesOnFromTheFiguresThatWereRecorded(int looks) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        MetricSource source = (metric, from, to) ->
                new Measured(from, to, counts(from, to, 0.05, 0.05), Map.of("voice", counts(from, to, 0.05, 0.05)));
        ReleaseFixture<CanaryDeployment> fixture = fixture(fake, source, HAND_OFF);
        int[] seen = {0};
        fixture.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.CanaryObserved && ++seen[0] == looks) {
                throw new PowerCut.Dead();
            }
        }));
        Report report;
        try {
            report = fixture.run();
        } catch (PowerCut.Dead e) {
            report = fixture.pipeline().resume(fixture.onlyRunId());
        }

        assertThat(seen[0]).isGreaterThan(looks);
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        DecisionRecord decision = report.canary().orElseThrow();
        assertThat(decision.replay().toJson()).isEqualTo(decision.toJson());
        List<Measured> recorded = windows(report).stream()
                .map(window -> (Measured) window.named().get("hand-off"))
                .toList();
        // Each span was asked for once, and what was read is what was judged.
        assertThat(recorded).isEqualTo(read);
        for (int i = 1; i < recorded.size(); i++) {
            assertThat(recorded.get(i).from())
                    .isAfterOrEqualTo(recorded.get(i - 1).to());
        }
    }

    @Test
    void theLatencyOfThePlatformIsAGuardRailWithoutASource() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<CanaryDeployment> fixture = fixture(fake, handOffs(0, 0), CanaryValidator.LATENCY);
        fixture.kind = CanaryDeployment::pipeline;
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(0.03).perMinute(800).latencyMs(2500));

        Report report = fixture.run();

        assertThat(report.outcome().because()).contains("Platform-latency: ", "more than stable");
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
    }

    @Test
    void aValidatorWatchesACanaryThatIsThereWithASource() throws InterruptedException {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<CanaryDeployment> fixture = fixture(fake, handOffs(0, 0), HAND_OFF);
        String deployment = fixture.client()
                .operations()
                .deployCanary("by-hand", CanaryDeploymentTest.request(20))
                .id();
        fixture.client().deployments().get(deployment);

        DecisionRecord decision = CanaryValidator.defaults()
                .withHistory(0)
                .every(Duration.ofMinutes(1))
                .judgedBy(judge(HAND_OFF))
                .watch(fixture.client(), ReleaseFixture.CANARY_BOT, deployment, handOffs(0.3, 0.05));

        assertThat(decision.verdict().reason()).startsWith("Hand-off: canary 30.0 %");
        assertThat(decision.verdict().grounds().named().flatMap(named -> named.driver()))
                .isEqualTo(Optional.of(new NamedDriver("hand-off", Optional.empty())));
    }
}
