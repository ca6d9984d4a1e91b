package io.cognigydeploy.core.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, for deployments of bot versions. */
class BotKindContractTest {

    @Test
    void deploymentsOfBotVersionsKeepTheContract(@TempDir(factory = MemoryFolder.class) Path folder) {
        BotDeployment deployment =
                BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");

        assertThat(KindContract.of(
                                () -> new BotKind(
                                        FakeCognigy.withDefaultWorld().client(), Rollbacker.toPreviousVersion()),
                                deployment)
                        .problems(folder))
                .isEmpty();
    }
}
