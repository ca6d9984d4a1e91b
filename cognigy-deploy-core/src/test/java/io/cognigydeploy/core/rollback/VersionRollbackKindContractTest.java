package io.cognigydeploy.core.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, for returns to a version. */
class VersionRollbackKindContractTest {

    @Test
    void returnsToAVersionKeepTheContract(@TempDir(factory = MemoryFolder.class) Path folder) {
        VersionRollback deployment =
                VersionRollback.of("bot_12345", "v_67890").in("PRODUCTION").withEnvironmentId("env_prod_us_east_1");

        assertThat(KindContract.of(
                                () -> new VersionRollbackKind(
                                        FakeCognigy.withDefaultWorld().client(),
                                        Rollbacker.toPreviousVersion(),
                                        Optional.empty()),
                                deployment)
                        .problems(folder))
                .isEmpty();
    }
}
