package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeveralInstancesTest {

    @Test
    void one_instance_releases_what_is_approved_on_another() throws IOException {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            RunStore first = SeveralInstances.store(server.getPostgresDatabase(), "pod-1");
            RunStore second = SeveralInstances.store(server.getPostgresDatabase(), "pod-2");
            var pipeline = SeveralInstances.pipeline(fake.client(), first);
            var unused = fake.time().alarm(Duration.ofMinutes(30)).thenRun(() -> {
                for (ApprovalRequest request : second.pending(fake.time().now())) {
                    SeveralInstances.approve(
                            second, request, "release board", fake.time().now());
                }
            });

            try (RunWorker worker =
                    SeveralInstances.takeOver(second, SeveralInstances.pipeline(fake.client(), second))) {
                Report report = pipeline.run(BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable")
                        .to("env_prod_us_east_1"));

                assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
                assertThat(report.folder()).isEmpty();
                assertThat(second.document(report.runId(), "report.html")).isPresent();
                assertThat(worker.underWay()).isEmpty();
            }
        }
    }
}
