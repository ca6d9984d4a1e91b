package io.cognigydeploy.examples.ownparts;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check and a notifier of one's own, in a run on the fake. */
class OwnPartsTest {

    private static final BotDeployment DEPLOYMENT =
            BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    @TempDir
    private Path records;

    @Test
    void a_check_of_ones_own_stops_a_run_before_its_first_change() {
        List<String> incidents = new ArrayList<>(List.of("INC-7"));

        var pipeline = BotDeployment.pipeline(fake.client())
                .gate(OpenIncidents.on(() -> incidents))
                .journal(records)
                .build();
        Report stopped = pipeline.run(pipeline.plan(DEPLOYMENT));
        incidents.clear();
        Report done = pipeline.run(pipeline.plan(DEPLOYMENT));

        assertThat(stopped.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(stopped.outcome().because()).contains("1 incidents are open");
        assertThat(done.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void incidents_that_cannot_be_read_decide_nothing() {
        var pipeline = BotDeployment.pipeline(fake.client()).journal(records).build();

        Verdict verdict = OpenIncidents.on(() -> {
                    throw new IOException("no answer");
                })
                .judge(pipeline.plan(DEPLOYMENT));

        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.reason()).isEqualTo("the incidents could not be read: no answer");
    }

    @Test
    void a_notifier_of_ones_own_is_called_at_the_end_whichever_way() {
        URI chat = URI.create("https://chat.test/hooks/1");

        var pipeline = BotDeployment.pipeline(fake.client())
                .notify(ChatNotifier.to(chat))
                .journal(records)
                .build();
        Report report = pipeline.run(pipeline.plan(DEPLOYMENT));

        assertThat(report.deliveries()).allMatch(delivery -> delivery.failure().isEmpty());
        assertThat(fake.requests())
                .filteredOn(request -> request.path().equals("/hooks/1"))
                .extracting(RecordedRequest::body)
                .singleElement()
                .asString()
                .contains("\"text\":\"Succeeded: ");
    }
}
