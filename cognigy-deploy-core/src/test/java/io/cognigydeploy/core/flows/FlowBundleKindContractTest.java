package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.KindContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, for bundles of flows. */
class FlowBundleKindContractTest {

    @Test
    void bundlesOfFlowsKeepTheContract(@TempDir(factory = MemoryFolder.class) Path folder) {
        FlowBundle bundle = FlowBundle.from(Promotion.DEV).to(Promotion.PROD);

        assertThat(KindContract.of(() -> new FlowBundleKind(Promotion.world().client(), FlowSchema.strict()), bundle)
                        .problems(folder))
                .isEmpty();
    }
}
