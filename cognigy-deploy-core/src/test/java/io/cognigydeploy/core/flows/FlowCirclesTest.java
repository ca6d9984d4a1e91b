package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A menu and its sub-flows usually refer to each other. */
class FlowCirclesTest {

    @TempDir
    private Path records;

    private final FakeCognigy fake = FakeCognigy.create()
            .acceptAnyCredentials()
            .addEnvironment("env_dev", "5.0.0")
            .addEnvironment("env_prod", "5.0.0");

    private Promotion promotion() {
        return new Promotion(fake, records);
    }

    private void source(String id, String... references) {
        fake.addFlow("env_dev", Promotion.flow(id, "1.1.0", references));
    }

    private void both(String id, String... references) {
        source(id, references);
        fake.addFlow("env_prod", Promotion.flow(id, "1.0.0", references));
    }

    private void menuThatIsThere() {
        both("flow_menu", "flow flow_sub");
        both("flow_sub", "flow flow_menu");
    }

    private void newMenu() {
        source("flow_menu", "flow flow_sub", "flow flow_base");
        source("flow_sub", "flow flow_menu");
        source("flow_base");
    }

    @Test
    void flowsThatAreAllInTheTargetMayReferToEachOther() {
        menuThatIsThere();
        Promotion promotion = promotion();

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly("import flow_menu", "import flow_sub");
        assertThat(report.toJson()).contains("flow_menu → flow_sub → flow_menu");
    }

    @Test
    void newFlowsThatReferToEachOtherNeedAPermission() {
        newMenu();
        Promotion promotion = promotion();

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .contains("flow_menu → flow_sub → flow_menu", "allowingNewCircles()", "--new-circles");
        assertThat(promotion.changes()).isEmpty();
    }

    @Test
    void newFlowsThatMayReferToEachOtherAreImportedInTheOrderOfTheirNames() {
        newMenu();
        Promotion promotion = promotion();
        promotion.deployment = promotion.deployment.allowingNewCircles();

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly("import flow_base", "import flow_menu", "import flow_sub");
        assertThat(report.toJson()).contains("new circle, allowed", "flow_menu → flow_sub → flow_menu");
    }

    @Test
    void aNewFlowOfACircleComesBeforeThoseThatAreThere() {
        both("flow_a", "flow flow_b");
        source("flow_b", "flow flow_a");
        Promotion promotion = promotion();

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        promotion.deployment = promotion.deployment.allowingNewCircles();

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly("import flow_b", "import flow_a");
    }

    @Test
    void aCircleIsUndoneInReverseOrder() {
        menuThatIsThere();
        both("flow_top", "flow flow_menu");
        fake.fail(Fault.on("POST", "/api/v2/flows/import").nth(3).status(400));
        Promotion promotion = promotion();

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.changes())
                .containsExactly(
                        "import flow_menu",
                        "import flow_sub",
                        "rollback flow_sub {\"targetVersion\":\"1.0.0\",\"environmentId\":\"env_prod\"}",
                        "rollback flow_menu {\"targetVersion\":\"1.0.0\",\"environmentId\":\"env_prod\"}");
    }

    @Test
    void aLargeCircleIsNamedShortly() {
        int count = 3000;
        List<DependencyResolver.Dependent> flows = IntStream.range(0, count)
                .mapToObj(i -> new DependencyResolver.Dependent(
                        "flow_" + i,
                        Optional.of("env_dev"),
                        "1.0.0",
                        List.of(new DependencyResolver.Reference(
                                DependencyResolver.ReferenceType.FLOW, "flow_" + (i + 1) % count, "env_dev"))))
                .toList();

        Resolution resolution = DependencyResolver.into("env_prod").resolve(flows);

        assertThat(resolution.verdict().toString()).hasSizeLessThan(700).contains("(2995 more)");
        assertThat(resolution.allowingNewCircles().verdict().toString()).hasSizeLessThan(700);
    }
}
