package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version that takes the place of a failed bot version is looked at before anything is changed. */
class FallbackTest {

    private static final String VERSIONS = "/api/v1/bots/.*/versions";

    @TempDir
    Path records;

    private ReleaseFixture<BotDeployment> fixture;

    @BeforeEach
    void setUp() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fixture = ReleaseFixture.bot(fake, fake, records);
    }

    private Report run(String fallback) {
        fixture.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(fallback)));
        return fixture.run();
    }

    private Verdict gate(Report report) {
        return fixture.gate(report, "fallback version");
    }

    @Test
    void onePublishedVersionIsTaken() {
        Report report = run("v_stable");

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(gate(report)).isInstanceOf(Verdict.Pass.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"v2.4.1-stable, would have to replace", "v_none, there is no fallback version v_none"})
    void oneThatCannotHelpIsRefused(String fallback, String said) {
        Report report = run(fallback);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains(said);
        assertThat(fixture.fake.deployments()).isEmpty();
    }

    @Test
    void oneThatIsNotPublishedIsRefused() throws Exception {
        ObjectNode world = (ObjectNode) Json.MAPPER.readTree(fixture.fake.toJson());
        ReleaseFixture.byId(ReleaseFixture.byId(world, "bots", fixture.deployment.botId()), "versions", "v_stable")
                .put("status", "DRAFT");
        FakeCognigy other = FakeCognigy.fromJson(world.toString());
        fixture = ReleaseFixture.bot(other, other, records);

        assertThat(run("v_stable").outcome().because()).contains("fallback version v_stable is DRAFT");
    }

    @Test
    void aPlatformThatListsNoVersionsLeavesItUnconfirmed() {
        fixture.fault(Fault.on("GET", VERSIONS).always().status(404));

        Report report = run("v_stable");

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .anySatisfy(line -> assertThat(line)
                        .contains("whether fallback version v_stable is published", "not offered by this platform"));
    }

    @Test
    void aListThatCannotBeReadLeavesItUnknown() {
        fixture.fault(Fault.on("GET", VERSIONS).always().status(403));

        assertThat(gate(run("v_stable")))
                .isInstanceOfSatisfying(
                        Verdict.Pass.class,
                        pass -> assertThat(pass.unconfirmed())
                                .singleElement()
                                .asString()
                                .contains("whether fallback version v_stable is published", "403"));
    }
}
