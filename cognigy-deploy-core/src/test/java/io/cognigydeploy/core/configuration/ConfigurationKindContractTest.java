package io.cognigydeploy.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, for rollouts of configurations, whose jobs the platform does not list. */
class ConfigurationKindContractTest {

    @Test
    void rolloutsOfConfigurationsKeepTheContract(@TempDir(factory = MemoryFolder.class) Path folder) {
        ConfigurationSnapshot snapshot = ConfigurationSnapshot.builder()
                .botVersion("2.4.1")
                .nlpEngine("v3.2")
                .dialogFlow("production_v8")
                .build();
        ConfigurationDeployment deployment = ConfigurationDeployment.of(
                        snapshot,
                        new CapacityConstraints(500, 4096),
                        new IsolationRules("strict", "production-us-east-1", true))
                .to("env_prod_us_01")
                .locking(DependencyLock.pinned("dialog-runtime", "2.1.4"))
                .under(RollbackPolicy.builder()
                        .revertSnapshotId("snap_prev_stable")
                        .build());

        assertThat(KindContract.of(
                                () -> new ConfigurationKind(
                                        FakeCognigy.withDefaultWorld().client(), HealthSoak.defaults()),
                                deployment)
                        .withoutSearch()
                        .problems(folder))
                .isEmpty();
    }
}
