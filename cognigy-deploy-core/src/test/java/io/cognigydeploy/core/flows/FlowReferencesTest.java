package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a platform lists what flows refer to in its own way, or not at all. */
class FlowReferencesTest {

    @TempDir
    private Path records;

    private final FakeCognigy fake = FakeCognigy.create()
            .acceptAnyCredentials()
            .addEnvironment("env_dev", "5.0.0")
            .addEnvironment("env_prod", "5.0.0")
            .addIntent("env_prod", "one")
            .addEntity("env_prod", "one");

    private Promotion referringTo(String reference) {
        fake.addFlow("env_dev", Promotion.flow("flow_a", "1.0.0", reference));
        return new Promotion(fake, records);
    }

    private void lists(String list, String items) {
        fake.fail(Fault.on("GET", "/api/v2/" + list).always().body(items, "application/json"));
    }

    @ParameterizedTest
    @CsvSource({
        "intent, intents, ''",
        "intent, intents, ',\"environmentId\":null'",
        "entity, entities, ',\"environmentId\":\"\"'"
    })
    void aRowWithoutAnEnvironmentIsThereInAll(String type, String list, String environment) {
        lists(list, "{\"items\":[{\"id\":\"one\"" + environment + "}],\"total\":1}");

        assertThat(referringTo(type + " one").run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aRowOfAnotherEnvironmentIsNotThere() {
        lists("intents", "{\"items\":[{\"id\":\"one\",\"environmentId\":\"env_dev\"},{\"id\":\"two\"}],\"total\":2}");

        Report report = referringTo("intent one").run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("which is not there").doesNotContain("--trust");
    }

    @ParameterizedTest
    @CsvSource({
        "intent, /api/v2/intents, 404",
        "intent, /api/v2/intents, 501",
        "entity, /api/v2/entities, 405",
        "variable, /api/v2/none, 404"
    })
    void aListThatIsNotOfferedIsSaidWithTheOptionThatLetsItPass(String type, String path, int status) {
        fake.fail(Fault.on("GET", path).always().status(status));
        Promotion promotion = referringTo(type + " one");

        Report refused = promotion.run();

        assertThat(refused.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(refused.outcome().because())
                .contains("this platform does not offer a list", "--trust " + type)
                .doesNotContain("was not looked for", "is not there");
        assertThat(refused.gates())
                .filteredOn(gate -> !gate.passed())
                .singleElement()
                .extracting(CheckResult::verdict)
                .isInstanceOf(Verdict.Inconclusive.class);

        promotion.deployment =
                promotion.deployment.trusting(ReferenceType.of(type).orElseThrow());

        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Succeeded.class,
                        done -> assertThat(done.unconfirmed())
                                .singleElement()
                                .asString()
                                .contains("type " + type, "trusted"));
    }

    @Test
    void eachTypeThatHasToBeTrustedIsNamedOnce() {
        fake.fail(Fault.on("GET", "/api/v2/intents").always().status(404));
        fake.fail(Fault.on("GET", "/api/v2/entities").always().status(404));
        List<String> references = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            references.add("intent i" + i);
            references.add("entity e" + i);
        }
        fake.addFlow("env_dev", Promotion.flow("flow_a", "1.0.0", references.toArray(String[]::new)));

        String because = new Promotion(fake, records).run().outcome().because();

        assertThat(because).hasSizeLessThan(1200).contains("and 395 more").endsWith("--trust intent --trust entity");
    }

    // It was taken and never used: a person would have relied on it.
    @Test
    void aFallbackThatFlowsDoNotHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowBundle.pipeline(fake.client())
                        .onFailure(Rollbacker.toPreviousVersion().fallback("1.0.0"))
                        .build())
                .withMessageContaining("fallback");
    }
}
