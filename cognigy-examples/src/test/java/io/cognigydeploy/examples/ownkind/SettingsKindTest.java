package io.cognigydeploy.examples.ownkind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.testing.KindContract;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of deployment of one's own, against another platform over HTTP. */
class SettingsKindTest {

    private static final SettingsRelease RELEASE = new SettingsRelease("search", Map.of("limit", "20"));

    @TempDir
    Path records;

    private final SettingsServer server = new SettingsServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_release_is_confirmed_by_reading_back() {
        SettingsKind kind = kind();

        var pipeline = DeploymentPipeline.of(kind)
                .gate("not empty", plan -> RELEASE.settings().isEmpty() ? Verdict.fail("none") : Verdict.pass())
                .journal(records)
                .build();
        Report report = pipeline.run(new SettingsRelease("search", Map.of("limit", "20")));

        assertThat(report.outcome()).isEqualTo(new Outcome.Succeeded("1 settings of search is done", List.of()));
        assertThat(report.platform()).contains("settings service");
        assertThat(report.payload().path("success").asBoolean()).isTrue();
        assertThat(server.settings("search")).isEqualTo(Map.of("limit", "20"));
    }

    @Test
    void a_verification_that_is_not_passed_restores_the_settings() {
        Report report = DeploymentPipeline.of(kind())
                .verify("answers", applied -> Verdict.fail("no answers"))
                .journal(records)
                .build()
                .run(RELEASE);

        assertThat(report.outcome()).isEqualTo(new Outcome.RolledBack("answers: no answers"));
        assertThat(server.settings("search")).isEqualTo(Map.of("limit", "10"));
    }

    @Test
    void a_refused_release_changes_nothing() {
        server.refuse(422);

        Report report = DeploymentPipeline.of(kind()).journal(records).build().run(RELEASE);

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("PUT /settings/search: answered 422");
        assertThat(server.settings("search")).isEqualTo(Map.of("limit", "10"));
    }

    @Test
    void an_unclear_answer_is_resolved_by_reading() {
        server.refuse(503);

        Report report = DeploymentPipeline.of(kind())
                .settle(Duration.ZERO)
                .journal(records)
                .build()
                .run(RELEASE);

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(server.replacements()).hasSize(2);
    }

    @Test
    void a_run_whose_process_died_is_resumed() {
        List<String> runIds = new ArrayList<>();
        var dying = DeploymentPipeline.of(kind())
                .listener(event -> {
                    runIds.add(event.runId());
                    if (event.event() instanceof Event.MutationAccepted) {
                        throw new InternalError("the process dies");
                    }
                })
                .journal(records)
                .build();
        assertThatThrownBy(() -> dying.run(RELEASE)).isInstanceOf(InternalError.class);

        Report report = DeploymentPipeline.of(kind()).journal(records).build().resume(runIds.get(0));

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(server.replacements()).hasSize(1);
    }

    @Test
    void a_webhook_receives_the_end_of_the_run() {
        Report report = DeploymentPipeline.of(kind())
                .notify(CiWebhook.to(server.base().resolve("/hook")).allowingPrivateAddresses(), PlatformAudit.log())
                .journal(records)
                .build()
                .run(RELEASE);

        assertThat(server.notices()).containsExactly(report.payload());
        assertThat(report.payload().path("status").asText()).isEqualTo("succeeded");
        assertThat(report.payload().path("kind").asText()).isEqualTo("settings");
        assertThat(report.deliveries())
                .filteredOn(delivery -> delivery.failure().isPresent())
                .singleElement()
                .asString()
                .contains("settings service is not a Cognigy platform");
    }

    @Test
    void a_check_that_reads_a_cognigy_platform_is_inconclusive() {
        Report report = DeploymentPipeline.of(kind())
                .gate("bots", plan -> Verdict.pass(plan.cognigy().name()))
                .journal(records)
                .build()
                .run(RELEASE);

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .contains("bots: could not be judged")
                .contains("settings service is not a Cognigy platform");
        assertThat(server.replacements()).isEmpty();
    }

    @Test
    void the_kind_keeps_the_contract() {
        KindContract<SettingsRelease> contract = KindContract.of(
                () -> {
                    server.reset();
                    return kind();
                },
                new SettingsRelease("search", Map.of("limit", "20")));

        assertThat(contract.problems(records)).isEmpty();
    }

    private SettingsKind kind() {
        var api = new SettingsApi(HttpClient.newHttpClient(), server.base());
        return new SettingsKind(Platform.named("settings service"), api);
    }
}
