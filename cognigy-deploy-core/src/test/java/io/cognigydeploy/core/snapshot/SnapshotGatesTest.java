package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.snapshot.SnapshotRelease.Gate;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gates of releases of snapshots: shut, and allowed where that is possible. Open ones are in every good run. */
class SnapshotGatesTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private SnapshotFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.twoInstallations(records);
    }

    private Verdict shut(String gate) {
        int effects = fixture.effects().size();
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).startsWith(gate + ": ");
        assertThat(fixture.effects()).hasSize(effects);
        return SnapshotFixture.of(report.gates(), gate);
    }

    static Stream<Arguments> allowable() {
        return Stream.of(
                cell(Gate.TRAINING, "flow Main was changed", world -> world.dev.editFlow("Main")),
                cell(
                        Gate.CONNECTIONS,
                        "shop-prod has no connection ERP (erp/api), so the bot would use the credentials of shop-dev",
                        world -> world.dev.addConnection("ERP", "erp")),
                cell(
                        Gate.CONNECTIONS,
                        "CRM (crm/api)",
                        world -> world.prod.remove("connections", "CRM").addConnection("CRM", "another")),
                cell(Gate.EXTENSIONS, "no extension maps", world -> world.dev.addExtension("maps")),
                cell(Gate.MODELS, "no language model Reranker", world -> world.dev.addLanguageModel("Reranker")),
                cell(Gate.DRIFT, "last changed by ada", world -> {
                    world.prod.addSnapshot("old", "shop [cognigy-deploy 20260101-000000-00000001]");
                    world.time.advance(Duration.ofMinutes(1));
                    world.prod.endpoint("Web").changedBy("ada", "{\"active\":true}");
                }));
    }

    private static Arguments cell(Gate gate, String reason, Consumer<SnapshotFixture> setup) {
        return Arguments.of(gate, reason, setup);
    }

    @ParameterizedTest
    @MethodSource("allowable")
    void aGateThatIsAllowedIsReportedAndStopsNothing(Gate gate, String reason, Consumer<SnapshotFixture> setup) {
        setup.accept(fixture);

        assertThat(shut(gate.text())).isInstanceOf(Verdict.Fail.class);

        fixture.releasing(release -> release.allowing(gate));
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .anyMatch(line ->
                        line.startsWith(gate.text() + " was not passed and is allowed: ") && line.contains(reason));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void whatCannotBeReadIsNotPassedUnlessItIsAllowed(String gate, String path) {
        fixture.source.fail(Fault.on("GET", path).always().status(403));

        assertThat(shut(gate)).isInstanceOf(Verdict.Inconclusive.class);
        fixture.releasing(release -> release.allowing(Gate.values()));
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("connections", "/new/v2.0/connections"),
                Arguments.of("extensions", "/new/v2.0/extensions"),
                Arguments.of("models", "/new/v2.0/largelanguagemodels"));
    }

    @Test
    void aFullProjectIsAShutGate() {
        IntStream.range(0, 9).forEach(i -> fixture.prod.addSnapshot("s" + i));

        assertThat(shut("capacity").reason()).contains("shop-prod has 10 of 10 snapshots");

        fixture.releasing(release -> release.withCaps(10, 11));
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Failed.class);
        fixture.prod.snapshotCap(11);
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aFullSourceDoesNotMatterWhereNothingIsMade() {
        IntStream.range(0, 9).forEach(i -> fixture.dev.addSnapshot("s" + i));

        assertThat(shut("capacity").reason()).contains("shop-dev has 10 of 10 snapshots");

        fixture.releasing(release -> release.existing("s0"));
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aNameThatIsTakenInEitherProjectIsAShutGate() {
        fixture.prod.addSnapshot("v2");
        fixture.releasing(release -> release.named("v2"));
        assertThat(shut("name").reason()).contains("taken in shop-prod");

        fixture.releasing(release -> release.named("v1.0.0"));
        assertThat(shut("name").reason()).contains("taken in shop-dev, shop-prod");
    }

    @Test
    void anotherContentUnderTheSameNameIsAShutGate() {
        fixture.dev.editFlow("Main").addSnapshot("v2");
        fixture.prod.addSnapshot("v2");
        fixture.releasing(release -> release.existing("v2"));

        assertThat(shut("name").reason()).contains("taken in shop-prod");
    }

    @Test
    void theRequiredOverrideIsCheckedAndNotSet() {
        fixture.releasing(release -> release.requiringOverride(false));

        assertThat(shut("override").reason())
                .contains("overrideSnapshotConnections of endpoint Web is true, not false");
    }

    @Test
    void aFlowThatTheSourceLacksIsAShutGate() {
        fixture.releasing(release -> release.withFlow("Nowhere"));
        assertThat(shut("references").reason()).contains("project shop-dev has no flow Nowhere");

        fixture = SnapshotFixture.twoInstallations(records.resolve("other"));
        fixture.dev.remove("locales", "English");
        assertThat(shut("references").reason()).contains("lacks the locale of endpoint Web");
    }

    @Test
    void anEndpointThatWasLastChangedBeforeTheFirstReleaseHasNotDrifted() {
        fixture.prod.endpoint("Web").changedBy("ada", "{\"active\":true}");
        fixture.time.advance(Duration.ofMinutes(1));

        Report first = fixture.run();

        assertThat(SnapshotFixture.of(first.gates(), "drift").reason()).contains("no earlier release");
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aNameThatIsNotThereIsNamedWithThoseThatAre() {
        fixture.release = SnapshotRelease.from("dev", "shop-dev").to("prod", "shop-prod", "Wbe");

        Outcome outcome = fixture.run().outcome();

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcome.because()).contains("there is no endpoint Wbe in project shop-prod, only Web");
        fixture.release = SnapshotRelease.from("dev", "shop").to("prod", "shop-prod", "Web");
        assertThat(fixture.run().outcome().because())
                .contains("there is no project shop in https://api-dev.test, only shop-dev, shop-prod");
    }

    @Test
    void twoEndpointsOfOneNameAreDistinguishedByTheirIds() {
        fixture.prod.addEndpoint("Web", "v1.0.0");

        assertThat(fixture.run().outcome().because())
                .contains("2 are called endpoint Web")
                .contains("Use the id");

        fixture.release = SnapshotRelease.from("dev", fixture.dev.id())
                .to("prod", fixture.prod.id(), fixture.prod.endpoint("Web").id());
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }
}
