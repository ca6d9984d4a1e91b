package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows on a platform that offers what their document describes and nothing else. */
class FlowsAsDocumentedTest {

    @TempDir
    private Path records;

    private final FakeCognigy fake = Promotion.world().only(Document.FLOWS);
    private Promotion promotion;

    @BeforeEach
    void trusting() {
        promotion = new Promotion(fake, records);
        promotion.deployment = promotion.deployment.trusting(ReferenceType.INTENT);
    }

    @Test
    void aHealthyBundleSucceedsAndSaysWhatIsNotConfirmed() {
        fake.addFlow("env_dev", Promotion.flow("flow_new", "1.0.0", "flow flow_c"));

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Succeeded.class,
                        done -> assertThat(done.unconfirmed())
                                .containsExactly(
                                        "whether env_prod has everything of type intent that the flows refer to is not"
                                                + " confirmed: it was trusted, not checked"));
        assertThat(promotion.changes())
                .containsExactly("import flow_c", "import flow_b", "import flow_new", "import flow_a");
        assertThat(promotion.live()).isEqualTo("[1.1.0, 1.1.0, 1.1.0]");
    }

    @Test
    void withoutTrustTheBundleIsRejectedWithTheOptionNamed() {
        promotion.deployment = FlowBundle.from("env_dev").to("env_prod");

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("does not offer a list", "--trust intent");
        assertThat(promotion.changes()).isEmpty();
    }

    @Test
    void aFailureIsUndoneToTheVersionsThatWereThere() {
        fake.fail(Fault.on("POST", "/api/v2/flows/import").nth(3).status(400));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.live()).isEqualTo("[1.0.0, 1.0.0, 1.0.0]");
    }

    @Test
    void lostAnswersAreLookedFor() {
        for (int nth : List.of(1, 2, 3)) {
            fake.fail(Fault.on("POST", "/api/v2/flows/import").nth(nth).dropAfterEffect());
        }

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly("import flow_c", "import flow_b", "import flow_a");
    }
}
