package io.cognigydeploy.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.testing.FakeCognigy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageTest {

    private static final Stage BY_KEY = Stage.builder()
            .name("prod")
            .baseUrl("https://api-trial.cognigy.ai")
            .credentials(new Stage.ApiKeyVariable("PROD_KEY"))
            .project("shop-prod")
            .build();

    private static final Stage BY_CLIENT = Stage.builder()
            .name("dev")
            .baseUrl("https://cognigy.example.com")
            .endpointUrl("https://talk.example.com")
            .credentials(new Stage.ClientVariables("DEV_ID", "DEV_SECRET"))
            .project("shop-dev")
            .build();

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private static Function<String, Optional<String>> variables(Map<String, String> values) {
        return name -> Optional.ofNullable(values.get(name));
    }

    private List<String> projects(Stage stage, Map<String, String> values) {
        try (CognigyInstallation installation = stage.installation(variables(values))
                .transport(fake)
                .time(fake.time())
                .build()) {
            return installation.lists().projects().stream().map(Project::name).toList();
        }
    }

    @Test
    void itsClientHasTheKeyOfItsVariable() {
        assertThat(projects(BY_KEY, Map.of("PROD_KEY", "demo-key"))).contains("shop-dev", "shop-prod");
        assertThat(fake.requests("GET", "/new/v2.0/projects").get(0).headers().get("X-API-Key"))
                .containsExactly("demo-key");
    }

    @Test
    void itsClientGetsATokenForTheClientOfItsVariables() {
        assertThat(projects(BY_CLIENT, Map.of("DEV_ID", "demo-client", "DEV_SECRET", "demo-secret")))
                .contains("shop-dev");
        assertThat(fake.requests("POST", "/auth/oauth2/token")).hasSize(1);
    }

    @Test
    void aVariableWithoutAValueIsNamedAndNothingIsSent() {
        assertThatThrownBy(() -> projects(BY_KEY, Map.of()))
                .isInstanceOf(StageException.class)
                .hasMessage("stage prod: The environment variable PROD_KEY must have a value, but has none. Set it, or"
                        + " name another variable in the stage.");
        assertThatThrownBy(() -> projects(BY_KEY, Map.of("PROD_KEY", " "))).isInstanceOf(StageException.class);
        assertThatThrownBy(() -> projects(BY_CLIENT, Map.of("DEV_ID", "demo-client")))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("DEV_SECRET");
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\nof mine", "s3cret\r\nX-Other: 1", "s3cr\u00e9t", "s3cret\u0000"})
    void aVariableWhoseValueIsNoKeyIsNamedAndNothingIsSent(String value) {
        assertThatThrownBy(() -> projects(BY_KEY, Map.of("PROD_KEY", value)))
                .isInstanceOf(StageException.class)
                .hasMessageStartingWith("variable PROD_KEY: The value must be visible ASCII on one line")
                .hasMessageNotContaining("s3cr");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void theEndOfALineAfterAKeyIsLeftOut() {
        assertThat(projects(BY_KEY, Map.of("PROD_KEY", "demo-key\r\n"))).contains("shop-dev");
    }

    @Test
    void itsTextHasNoCredentials() {
        assertThat(BY_CLIENT.toString()).contains("DEV_SECRET", "shop-dev").doesNotContain("demo-secret");
    }

    @Test
    void stagesOfCodeAreFoundLikeThoseOfAFile() {
        StageFile stages = StageFile.of(BY_CLIENT, BY_KEY);

        assertThat(stages.stages()).containsExactly(BY_CLIENT, BY_KEY);
        assertThat(stages.stage("prod")).isEqualTo(BY_KEY);
        assertThatThrownBy(() -> StageFile.of(BY_KEY, BY_KEY))
                .hasMessageContaining("stages must be of different names");
        assertThatThrownBy(StageFile::of).hasMessageContaining("stages must be at least one");
    }
}
