package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.CognigyExtension;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the tutorial. */
@ExtendWith(CognigyExtension.class)
class FirstReleaseTest {

    @TempDir
    private Path records;

    @Test
    void a_version_goes_live(FakeCognigy fake) {
        Report report = FirstRelease.release(fake.client(), records, "v2.4.1-stable");

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1"))
                .contains("v2.4.1-stable");
    }

    @Test
    void a_version_that_does_not_exist_is_rejected(FakeCognigy fake) {
        Report report = FirstRelease.release(fake.client(), records, "v9.9.9");

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fake.deployments()).isEmpty();
    }

    @Test
    void an_answer_that_is_lost_does_not_deploy_twice(FakeCognigy fake) {
        fake.fail(Fault.on("POST", "/api/v1/deployments").dropAfterEffect());

        Report report = FirstRelease.release(fake.client(), records, "v2.4.1-stable");

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void a_release_can_be_undone(FakeCognigy fake) {
        var before = fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1");
        Report report = FirstRelease.release(fake.client(), records, "v2.4.1-stable");

        Report undone = FirstRelease.pipeline(fake.client(), records).undo(report.runId());

        assertThat(undone.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1"))
                .isEqualTo(before);
    }
}
