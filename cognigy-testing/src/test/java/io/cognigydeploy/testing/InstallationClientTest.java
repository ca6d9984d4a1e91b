package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.OperationFailedException;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.PlaybookRunRequest;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import io.cognigydeploy.client.product.model.SnapshotResource;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.Task;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The typed client of an installation, on the fake. */
final class InstallationClientTest {

    private static final String URL = "https://api-shop.test";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final InstalledProject prod = fake.installation().project("shop-prod");

    private CognigyInstallation client(Credentials credentials) {
        return CognigyInstallation.builder()
                .baseUrl(URL)
                .fake()
                .credentials(credentials)
                .transport(fake)
                .time(fake.time())
                .random(new Random(1))
                .build();
    }

    private CognigyInstallation client() {
        return client(Credentials.apiKey(ProductWire.KEY));
    }

    private static ReferenceId reference(CognigyInstallation client, Snapshot snapshot, String type) {
        SnapshotResource first = client.lists()
                .resources(snapshot, new ResourceType(type))
                .iterator()
                .next();
        return first.referenceId().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSnapshotIsMadeTestedAndSwitchedTo(boolean hasProgress) throws InterruptedException {
        if (hasProgress) {
            fake.installation().taskProgress().showChangedEndpoints();
        }
        CognigyInstallation client = client();
        Project project = client.projects().get(new ObjectId(prod.id()));
        AcceptedTask begun =
                client.snapshots().create(new SnapshotRequest(project.id(), new SnapshotName("v2"), "made by a test"));
        Task created = client.operations().task(begun).awaitCompleted();
        Snapshot snapshot = client.snapshots().get(created.snapshotId().orElseThrow());
        ReferenceId flow = reference(client, snapshot, "flow");
        ReferenceId locale = reference(client, snapshot, "locale");
        EntryPoint entry = new EntryPoint.OfSnapshot(snapshot.id());

        Playbook smoke = client.lists().playbooks(project).iterator().next();
        Task run = client.operations()
                .task(client.playbooks().run(smoke.id(), new PlaybookRunRequest(entry, flow, locale)))
                .awaitCompleted();
        assertThat(client.playbooks()
                        .getRun(smoke.id(), run.playbookRunId().orElseThrow())
                        .status()
                        .toString())
                .isEqualTo("successful");

        EndpointSummary web = client.lists().endpoints(project).iterator().next();
        ProductEndpoint before = client.endpoints().get(web.id());
        client.endpoints().switchTo(web.id(), EndpointSwitch.to(entry, flow, locale));
        assertThat(prod.endpoint("Web").snapshot()).contains("v2");
        assertThat(client.talk()
                        .sayInTest(web.urlToken().orElseThrow(), new TalkMessage("u", "s", "hello"))
                        .outputStack())
                .hasSize(1);
        assertThat(client.lists().conversation(project, "s"))
                .extracting(ConversationItem::snapshotName)
                .allSatisfy(name -> assertThat(name).contains("v2"));
        assertThat(client.lists().auditEvents(project)).isNotEmpty();

        client.endpoints().switchTo(web.id(), before.asSwitch(project));
        assertThat(prod.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void everyListIsReadToItsEnd() {
        prod.snapshotCap(500);
        IntStream.range(0, 250).forEach(i -> prod.addSnapshot("s" + i));
        CognigyInstallation client = client(Credentials.clientCredentials("demo-client", "demo-secret"));
        Project project = client.projects().get(new ObjectId(prod.id()));
        assertThat(client.lists().snapshots(project)).hasSize(251);
        assertThat(client.lists().projects()).extracting(Project::name).containsExactly("shop-dev", "shop-prod");
        assertThat(client.lists().flows(project)).hasSize(2);
        assertThat(client.lists().locales(project)).hasSize(2);
        assertThat(client.lists().connections(project)).hasSize(1);
        assertThat(client.lists().extensions(project)).hasSize(1);
        assertThat(client.lists().languageModels(project)).hasSize(1);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aTaskThatFailsStatesItsReason() {
        CognigyInstallation client = client();
        AcceptedTask begun = client.snapshots()
                .create(new SnapshotRequest(new ObjectId(prod.id()), new SnapshotName("v1.0.0"), "again"));
        assertThatThrownBy(() -> client.operations().task(begun).awaitCompleted())
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("already exists");
    }
}
