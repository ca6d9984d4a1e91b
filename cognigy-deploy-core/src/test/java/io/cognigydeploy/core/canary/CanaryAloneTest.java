package io.cognigydeploy.core.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.StableReference.Basis;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries of a platform that measures the canary alone, and the stable version before it. */
class CanaryAloneTest {

    private static final String METRICS = "/api/v1/metrics/conversations";
    private static final double[] DAYS = {0.005, 0.006, 0.004, 0.0055, 0.0045, 0.005, 0.006, 0.005};

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld().onlyWithProse(Document.CANARY);

    /** Lets the days pass, each with its error rate, and 100 conversations a minute. */
    private void pass(double... rates) {
        for (double rate : rates) {
            stable(rate);
            fake.time().advance(Duration.ofDays(1));
        }
    }

    private void stable(double rate) {
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "stable",
                Traffic.good().errorRate(rate).perMinute(100));
    }

    private ReleaseFixture<CanaryDeployment> canary(double rate) {
        fake.traffic(
                ReleaseFixture.CANARY_BOT,
                "canary",
                Traffic.good().errorRate(rate).perMinute(100));
        ReleaseFixture<CanaryDeployment> fixture = ReleaseFixture.canary(fake, fake, records);
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().withHistory(24));
        return fixture;
    }

    private static Verdict gate(ReleaseFixture<CanaryDeployment> fixture) throws InterruptedException {
        DeploymentPipeline<CanaryDeployment> pipeline = fixture.pipeline();
        return pipeline.check(pipeline.plan(fixture.deployment)).stream()
                .filter(check -> check.name().equals("canary metrics"))
                .map(CheckResult::verdict)
                .findFirst()
                .orElseThrow();
    }

    private static String judge(ReleaseFixture<CanaryDeployment> fixture) {
        return fixture.events.stream()
                .filter(Event.CanaryBegun.class::isInstance)
                .map(event -> ((Event.CanaryBegun) event).options().judge().toString())
                .findFirst()
                .orElseThrow();
    }

    private List<String> windows() {
        return fake.requests("GET", METRICS).stream()
                .map(RecordedRequest::query)
                .filter(query -> !query.contains("arm="))
                .map(query -> query.replaceAll(".*window=(\\d+m).*", "$1"))
                .toList();
    }

    @Test
    void theSameHoursOfEarlierDaysAreReadAndBecomeTheReference() throws InterruptedException {
        fake.countsWithoutCanary();
        pass(DAYS);

        Verdict gate = gate(canary(0.005));

        assertThat(windows())
                .startsWith("15m", "1440m", "1380m", "2880m", "2820m")
                .contains("10080m", "20160m", "40320m", "40260m")
                .hasSize(22);
        assertThat(gate).isInstanceOf(Verdict.Pass.class);
        assertThat(gate.reason()).endsWith("compared with fixed limits and with the live version before the start");
        assertThat(gate.evidence())
                .singleElement()
                .asString()
                .contains("cannot exclude", "in the same hours of 10 earlier days", "hits every version now");
    }

    @Test
    void aCanarySixTimesWorseIsNotPromotedUnderTheLimit() {
        fake.countsWithoutCanary();
        pass(DAYS);
        stable(0.005);

        ReleaseFixture<CanaryDeployment> fixture = canary(0.03);
        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isNotInstanceOf(Outcome.Succeeded.class);
        assertThat(report.outcome().because()).contains("stable before");
        assertThat(judge(fixture)).contains("reference=StableReference[basis=" + Basis.EARLIER_DAYS);
    }

    @Test
    void withoutAHistoryItIsComparedWithTheLimitAlone() throws InterruptedException {
        fake.countsWithoutCanary();
        pass(DAYS);
        ReleaseFixture<CanaryDeployment> fixture = canary(0.005);
        fixture.deployment =
                fixture.deployment.validatedBy(fixture.deployment.validator().withHistory(0));

        Verdict gate = gate(fixture);

        assertThat(windows()).containsExactly("15m");
        assertThat(gate.reason()).endsWith("compared with fixed limits");
        assertThat(gate.evidence()).singleElement().asString().contains("looks like a bad canary");
    }

    @Test
    void aPlatformThatCountsCanariesAloneHasNoReference() throws InterruptedException {
        pass(DAYS);

        Verdict gate = gate(canary(0.005));

        assertThat(windows()).containsExactly("15m", "15m");
        assertThat(gate.reason()).endsWith("compared with fixed limits");
    }

    @Test
    void whereThePlatformKeepsNoDayTheLastHoursAreRead() throws InterruptedException {
        fake.countsWithoutCanary();
        pass(DAYS);
        ReleaseFixture<CanaryDeployment> fixture = canary(0.005);
        // The answers about the arm and the last quarter of an hour come before that about a day.
        fake.fail(Fault.on("GET", METRICS).nth(3).status(400));

        assertThat(gate(fixture).evidence().toString()).contains("in the last 6 spans before the start");
        assertThat(windows())
                .startsWith("15m", "1440m", "60m", "120m", "60m", "180m", "120m")
                .hasSize(14);
    }

    @Test
    void aResumedRunKeepsItsReference() {
        fake.countsWithoutCanary();
        pass(DAYS);
        ReleaseFixture<CanaryDeployment> fixture = canary(0.005);
        Predicate<Event> first = Event.CanaryObserved.class::isInstance;
        fixture.with(builder -> builder.listener(event -> {
            if (first.test(event.event())) {
                throw new PowerCut.Dead();
            }
        }));
        try {
            fixture.run();
        } catch (PowerCut.Dead e) {
            long before = reads();
            ReleaseFixture<CanaryDeployment> again = canary(0.005);
            Report report = again.pipeline().resume(fixture.onlyRunId());
            assertThat(report.toText()).contains("in the same hours of 10 earlier days");
            assertThat(reads()).isEqualTo(before);
            return;
        }
        throw new AssertionError("it did not die");
    }

    private long reads() {
        return windows().stream().filter("40320m"::equals).count();
    }
}
