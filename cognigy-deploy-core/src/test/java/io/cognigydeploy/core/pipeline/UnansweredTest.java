package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question that the platform did not answer passes no gate; one that it answered with a refusal may. */
class UnansweredTest {

    private static final String VERSIONS = "/api/v1/bots/[^/]+/versions";
    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String BOTS = "/api/v1/bots/[^/]+";
    private static final String ENVIRONMENTS = "/api/v1/environments/[^/]+";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private interface Trouble {
        Fault with(Fault read);
    }

    private record UnansweredRead(
            String kind,
            BiFunction<FakeCognigy, Path, ReleaseFixture<?>> setup,
            String path,
            String gate,
            String trouble,
            Trouble fault) {
        @Override
        public String toString() {
            return kind + ", " + path + " " + trouble;
        }
    }

    private static Stream<UnansweredRead> everyReadBeyondTheDocument() {
        List<UnansweredRead> all = new ArrayList<>();
        each(all, "not sent", Fault::notSent);
        each(all, "dropped", Fault::drop);
        each(all, "answered 401", fault -> fault.status(401));
        each(all, "answered 408", fault -> fault.status(408));
        each(all, "answered 429", fault -> fault.status(429));
        return all.stream();
    }

    private static void each(List<UnansweredRead> all, String trouble, Trouble fault) {
        BiFunction<FakeCognigy, Path, ReleaseFixture<?>> bot =
                (fake, records) -> ReleaseFixture.bot(fake, fake, records);
        BiFunction<FakeCognigy, Path, ReleaseFixture<?>> fallback =
                (fake, records) -> ReleaseFixture.bot(fake, fake, records)
                        .with(builder ->
                                builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));
        BiFunction<FakeCognigy, Path, ReleaseFixture<?>> canary =
                (fake, records) -> ReleaseFixture.canary(fake, fake, records);
        BiFunction<FakeCognigy, Path, ReleaseFixture<?>> rollback =
                (fake, records) -> ReleaseFixture.rollback(fake, fake, records);
        all.add(new UnansweredRead("bot", bot, VERSIONS, "version published", trouble, fault));
        all.add(new UnansweredRead("bot with fallback", fallback, VERSIONS, "fallback version", trouble, fault));
        all.add(new UnansweredRead("canary", canary, VERSIONS, "canary version", trouble, fault));
        all.add(new UnansweredRead("canary", canary, DEPLOYMENTS, "no other deployment", trouble, fault));
        all.add(new UnansweredRead("canary", canary, BOTS, "environment compatibility", trouble, fault));
        all.add(new UnansweredRead("canary", canary, ENVIRONMENTS, "environment compatibility", trouble, fault));
        all.add(new UnansweredRead("rollback", rollback, VERSIONS, "version to go back to", trouble, fault));
        all.add(new UnansweredRead("rollback", rollback, ENVIRONMENTS, "version to go back to", trouble, fault));
    }

    @ParameterizedTest
    @MethodSource("everyReadBeyondTheDocument")
    void whatWasNotAnsweredIsInconclusive(UnansweredRead given) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<?> fixture = given.setup().apply(fake, records);
        fake.fail(given.fault().with(Fault.on("GET", given.path()).always()));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, given.gate()))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        open -> assertThat(open.reason()).contains("unreadable now (GET "));
        assertThat(fake.requests("POST", "/api/.*")).isEmpty();
    }

    @Test
    void addressAndCauseAreInTheVerdict() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<BotDeployment> fixture = ReleaseFixture.bot(fake, fake, records)
                .fault(Fault.on("GET", VERSIONS).always().notSent());

        assertThat(fixture.gate(fixture.run(), "version published").reason())
                .contains("GET /api/v1/bots/", "not sent to");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 500})
    void aTokenThatIsNotGivenIsNoAnswerOfTheList(int status) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<BotDeployment> fixture = ReleaseFixture.bot(fake, fake, records)
                .fault(Fault.on("POST", "/oauth/token").always().status(status));

        assertThat(fixture.gate(fixture.run(), "version published"))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        open -> assertThat(open.reason()).contains("POST /oauth/token", String.valueOf(status)));
    }

    private static Stream<Arguments> everyListOfFlows() {
        return Stream.of(401, 409, 500, 504)
                .flatMap(status -> Stream.of("flows", "intents").map(list -> Arguments.of("/api/v2/" + list, status)));
    }

    @ParameterizedTest
    @MethodSource("everyListOfFlows")
    void aTargetThatCannotBeReadBeforeTheFirstChangeRejectsTheRun(String path, int status) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<FlowBundle> fixture = ReleaseFixture.flows(fake, fake, records)
                .with(builder -> builder.gate("last", plan -> {
                    fake.fail(Fault.on("GET", path).always().status(status));
                    return Verdict.pass("the list cannot be read from here on");
                }));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        Verdict verdict = fixture.gate(report, "target unchanged");
        assertThat(verdict).isInstanceOf(status == 401 ? Verdict.Fail.class : Verdict.Inconclusive.class);
        assertThat(verdict.reason()).contains("GET " + path, String.valueOf(status));
        assertThat(report.mutations()).isEmpty();
    }

    private static Stream<Arguments> everyOptionalReadOfACanary() {
        List<Trouble> troubles = List.of(Fault::notSent, Fault::drop, f -> f.status(401), f -> f.status(429));
        return troubles.stream()
                .flatMap(trouble -> Stream.of("/api/v1/webhooks", "/api/v1/metrics/conversations")
                        .map(path -> Arguments.of(path, trouble)));
    }

    @ParameterizedTest
    @MethodSource("everyOptionalReadOfACanary")
    void aCanaryIsNotPlannedFromReadsWithoutAnAnswer(String path, Trouble trouble) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<CanaryDeployment> fixture = ReleaseFixture.canary(fake, fake, records)
                .fault(trouble.with(Fault.on("GET", path).times(10)));

        Report report = fixture.pipeline().run(fixture.deployment);

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("GET " + path);
        assertThat(report.mutations()).isEmpty();
    }

    @Test
    void metricsOfTheLiveVersionThatCannotBeReadAreUnconfirmed() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<CanaryDeployment> fixture = ReleaseFixture.canary(fake, fake, records)
                .fault(Fault.on("GET", "/api/v1/metrics/conversations").times(2).status(500));

        assertThat(fixture.gate(fixture.run(), "canary metrics"))
                .isInstanceOfSatisfying(
                        Verdict.Pass.class,
                        pass -> assertThat(pass.unconfirmed())
                                .anyMatch(line -> line.contains("metrics of the live version could not be read")));
    }
}
