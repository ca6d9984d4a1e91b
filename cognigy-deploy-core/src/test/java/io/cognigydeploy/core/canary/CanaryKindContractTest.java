package io.cognigydeploy.core.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, for canaries. */
class CanaryKindContractTest {

    @Test
    void canariesKeepTheContract(@TempDir(factory = MemoryFolder.class) Path folder) {
        CanaryDeployment deployment = CanaryDeployment.of("bot_abc123", "2.1.0-canary")
                .to("env_prod_456")
                .validatedBy(CanaryValidator.of(WatchOptions.builder()
                                .ramp(Ramp.percent(5, 50).cap(50))
                                .stepTime(Duration.ofMinutes(1))
                                .build())
                        .withHistory(0));

        assertThat(KindContract.of(
                                () -> new CanaryKind(busy().client(), Optional.empty(), Optional.empty()), deployment)
                        .problems(folder))
                .isEmpty();
    }

    private static FakeCognigy busy() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.traffic("bot_abc123", "stable", Traffic.good().errorRate(0.03).perMinute(20_000));
        fake.traffic("bot_abc123", "canary", Traffic.good().errorRate(0.03).perMinute(20_000));
        return fake;
    }
}
