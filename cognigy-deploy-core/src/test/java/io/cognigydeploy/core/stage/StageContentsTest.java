package io.cognigydeploy.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.UnauthorizedException;
import io.cognigydeploy.core.stage.StageContents.RunningEndpoint;
import io.cognigydeploy.core.stage.StageContents.RunningSnapshot;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageContentsTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private static Stage stage(String project) {
        return Stage.builder()
                .name("prod")
                .baseUrl("https://api-trial.cognigy.ai")
                .credentials(new Stage.ApiKeyVariable("PROD_KEY"))
                .project(project)
                .build();
    }

    private StageContents read(Stage stage) {
        try (CognigyInstallation installation = stage.installation(name -> Optional.of("demo-key"))
                .transport(fake)
                .time(fake.time())
                .build()) {
            return StageContents.read(installation, stage);
        }
    }

    private InstalledProject prod() {
        return fake.installation().project("shop-prod");
    }

    @Test
    void hasTheProjectItsSnapshotsAndWhatItsEndpointRuns() {
        StageContents contents = read(stage("shop-prod"));

        assertThat(contents.project().name()).isEqualTo("shop-prod");
        assertThat(contents.project().id().text()).isEqualTo(prod().id());
        assertThat(contents.snapshots()).isEqualTo(prod().snapshots().size());
        assertThat(contents.endpoints()).hasSize(1);
        RunningEndpoint web = contents.endpoints().get(0);
        assertThat(web.name()).isEqualTo("Web");
        assertThat(web.id().text()).isEqualTo(prod().endpoint("Web").id());
        assertThat(web.channel().text()).isEqualTo("rest");
        assertThat(web.snapshot().map(snapshot -> snapshot.id().text())).isEqualTo(prod().snapshotId("v1.0.0"));
        assertThat(web.snapshot().flatMap(RunningSnapshot::name)).contains("v1.0.0");
        assertThat(web.snapshot().flatMap(RunningSnapshot::hash)).isPresent();
        assertThat(web.flow()).contains("Main");
        assertThat(web.locale()).contains("English");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void readsOnlyAndTheNamesOfASnapshotOnce(int more) {
        for (int i = 0; i < more; i++) {
            prod().addEndpoint("Web " + i, "v1.0.0");
        }

        assertThat(read(stage("shop-prod")).endpoints()).hasSize(1 + more);
        assertThat(fake.requests())
                .hasSize(6 + more)
                .extracting(RecordedRequest::method)
                .containsOnly("GET");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void theProjectIsFoundByItsIdToo() {
        assertThat(read(stage(prod().id())).project().name()).isEqualTo("shop-prod");
    }

    @Test
    void aProjectThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> read(stage("shop")))
                .isInstanceOf(StageException.class)
                .hasMessageStartingWith("stage prod: There is no project 'shop' that its credentials may read.")
                .hasMessageContaining("shop-dev, shop-prod");
    }

    @Test
    void ofTwoProjectsOfOneNameNoneIsChosen() {
        String other = fake.installation().addProject("shop-prod").id();

        assertThatThrownBy(() -> read(stage("shop-prod")))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("There are 2 projects 'shop-prod'. Name one by its id: ")
                .hasMessageContaining(other);
    }

    @Test
    void anEndpointOnTheProjectHasNoSnapshotAndTheNamesOfTheProject() {
        prod().addFlow("Newer").addEndpoint("Preview", "webchat3", prod().id());

        RunningEndpoint preview = read(stage("shop-prod")).endpoints().get(1);

        assertThat(preview.snapshot()).isEmpty();
        assertThat(preview.flow()).contains("Main");
        assertThat(preview.locale()).contains("English");
    }

    @Test
    void namesAreThoseOfTheSnapshotAndNotOfTheProject() {
        prod().remove("flows", "Main");

        assertThat(read(stage("shop-prod")).endpoints().get(0).flow()).contains("Main");
    }

    @Test
    void anEndpointWithoutAFlowHasNoName() {
        prod().endpoint("Web").changedBy("ada", "{\"flowId\": \"\", \"localeId\": \"\"}");

        RunningEndpoint web = read(stage("shop-prod")).endpoints().get(0);

        assertThat(List.of(web.flow(), web.locale())).containsOnly(Optional.empty());
    }

    @Test
    void aSnapshotThatIsGoneIsNotTakenForTheProject() {
        prod().endpoint("Web").changedBy("ada", "{\"entrypoint\": \"6500000000000000000000ff\"}");

        RunningEndpoint web = read(stage("shop-prod")).endpoints().get(0);

        assertThat(web.snapshot().map(snapshot -> snapshot.id().text())).contains("6500000000000000000000ff");
        assertThat(web.snapshot().flatMap(RunningSnapshot::name)).isEmpty();
        assertThat(web.flow()).isEmpty();
    }

    @Test
    void aReadThatFailsIsThrown() {
        fake.fail(Fault.on("GET", "/new/v2.0/endpoints").status(403));

        assertThatThrownBy(() -> read(stage("shop-prod"))).isInstanceOf(UnauthorizedException.class);
    }
}
