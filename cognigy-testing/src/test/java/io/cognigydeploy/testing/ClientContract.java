package io.cognigydeploy.testing;

import static io.cognigydeploy.client.SampleRequests.BOT;
import static io.cognigydeploy.client.SampleRequests.CANARY_BOT;
import static io.cognigydeploy.client.SampleRequests.ENVIRONMENT;
import static io.cognigydeploy.client.SampleRequests.ROLLED_BACK_BOT;
import static io.cognigydeploy.client.SampleRequests.ROLLOUT;
import static io.cognigydeploy.client.SampleRequests.aCanaryRequest;
import static io.cognigydeploy.client.SampleRequests.aConfigurationRequest;
import static io.cognigydeploy.client.SampleRequests.aDeploymentRequest;
import static io.cognigydeploy.client.SampleRequests.aRollbackRequest;
import static io.cognigydeploy.client.SampleRequests.canaryRecord;
import static io.cognigydeploy.client.SampleRequests.configurationRecord;
import static io.cognigydeploy.client.SampleRequests.flow;
import static io.cognigydeploy.client.SampleRequests.snapshot;
import static io.cognigydeploy.client.SampleRequests.validation;
import static io.cognigydeploy.client.SampleRequests.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.InvalidRequestException;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.OperationFailedException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowImportJob;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.LanguageResource;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.client.model.RollbackReason;
import io.cognigydeploy.client.model.Session;
import io.cognigydeploy.client.model.SyntheticTrace;
import io.cognigydeploy.client.model.SyntheticTraceRequest;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Utterance;
import io.cognigydeploy.client.model.Validation;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.client.model.Webhook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every resource does with the documented platform, whatever that platform is made of. */
abstract class ClientContract {

    static final String SUITE = "suite_regression_v24";

    /** Where {@code flow_abc123} comes back to. */
    static final String FLOW_BEFORE = """
        {"id":"flow_abc123","name":"CustomerSupport","version":"1.1.0","nodes":[],"edges":[],\
        "externalReferences":[]}\
        """;

    /** A client of the platform, on a clock that does not really wait. */
    abstract CognigyClient client();

    /** Opens so many sessions with {@code bot_12345}. */
    abstract void openSessions(int count);

    @Test
    void botsAreDescribed() {
        assertThat(client().bots().get(BOT).minimumRuntimeVersion()).isPresent();
    }

    @Test
    void versionsSayWhereTheyAreLive() {
        List<BotVersion> versions = client().lists().versions(BOT).stream().toList();

        assertThat(versions)
                .filteredOn(version -> version.environment().equals(Optional.of(ENVIRONMENT)))
                .extracting(BotVersion::id)
                .containsExactly("v2.4.0-stable");
        assertThat(versions).allSatisfy(version -> assertThat(version.status()).contains(VersionStatus.PUBLISHED));
    }

    @Test
    void botsSayWhatTheyUnderstand() {
        Understanding understood = client().bots().test(ROLLED_BACK_BOT, new Utterance("I need help with my order"));

        assertThat(understood.intent())
                .contains(new Understanding.Intent(Optional.of("order_support"), Optional.of(0.93)));
        assertThat(understood.entities())
                .contains(List.of(new Understanding.Entity(Optional.of("subject"), Optional.of("order"))));
    }

    @Test
    void environmentsSayWhatTheyOffer() {
        Environment environment = client().environments().get(ENVIRONMENT);

        assertThat(environment.runtimeVersion()).contains("2.10.0");
        assertThat(environment.availableDependencies())
                .contains(List.of("sentiment-analysis-v2", "entity-recognition-core"));
        EnvironmentHealth health = client().environments().health(ROLLOUT);
        assertThat(health.status()).contains(EnvironmentHealth.Status.HEALTHY);
        assertThat(health.errorRate()).contains(0.01);
    }

    @Test
    void configurationsAreValidatedAndTraced() {
        Validation yes = client().environments().validate(ROLLOUT, validation(500));
        assertThat(yes.valid()).contains(true);
        assertThat(yes.warnings()).contains(List.of());
        assertThat(yes.capacityUtilization()).contains(0.42);

        Validation no = client().environments().validate(ROLLOUT, validation(5000));
        assertThat(no.valid()).contains(false);
        assertThat(no.validationErrors().orElseThrow())
                .singleElement()
                .asString()
                .contains("max_concurrent_sessions");

        SyntheticTrace trace = client().validations()
                .syntheticTrace(SyntheticTraceRequest.builder()
                        .environmentId(ROLLOUT)
                        .configurationSnapshot(snapshot())
                        .traceOptions(SyntheticTraceRequest.TraceOptions.defaults())
                        .build());
        assertThat(trace.status()).contains(SyntheticTrace.Status.PASSED);
        assertThat(trace.dependencyConflicts()).contains(List.of());
        assertThat(trace.executionPath()).isPresent();
        assertThat(trace.traceId()).isPresent();
    }

    @Test
    void aBotIsDeployedAndTheDeploymentUndone() throws Exception {
        Operation<DeploymentJob> operation = client().operations().deploy("key-1", aDeploymentRequest("v2.4.1-stable"));

        assertThatThrownBy(() -> client().operations().deploy("key-2", aDeploymentRequest("v2.4.1-stable")))
                .isInstanceOf(ConflictException.class)
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.CONFLICT);
        assertThat(client().deployments()
                        .listInState(BOT, ENVIRONMENT, JobState.RUNNING)
                        .items())
                .extracting(DeploymentJob::id)
                .containsExactly(operation.id());
        assertThat(operation.awaitCompleted().version()).contains("v2.4.1-stable");
        assertThat(client().lists().deployments(BOT, ENVIRONMENT))
                .extracting(DeploymentJob::state)
                .containsExactly(JobState.COMPLETED);

        client().deployments().rollback(operation.id(), "key-3");
        assertThat(client().operations().deployment(operation.id()).await().state())
                .isEqualTo(JobState.ROLLED_BACK);
    }

    @Test
    void aDeploymentIsCancelled() throws Exception {
        Operation<DeploymentJob> operation = client().operations().deploy("key-1", aDeploymentRequest("v_stable"));

        operation.cancel();

        assertThatThrownBy(operation::awaitCompleted)
                .isInstanceOf(OperationFailedException.class)
                .hasFieldOrPropertyWithValue("state", JobState.CANCELLED);
    }

    @Test
    void aCanaryGetsItsShareAndLosesItAgain() throws Exception {
        Operation<DeploymentJob> operation =
                client().operations().deployCanary("key-1", aCanaryRequest("2.1.0-canary"));
        assertThat(operation.poll().state()).isEqualTo(JobState.RUNNING);

        ConversationMetrics metrics = client().metrics().conversations(CANARY_BOT, MetricWindow.ofMinutes(15));
        assertThat(metrics.conversationCount()).isPresent();

        client().deployments().rollback(operation.id(), "key-2");
        assertThat(client().operations().canary(operation.id()).await().state()).isEqualTo(JobState.ROLLED_BACK);
        assertThatThrownBy(() -> client().operations().deployCanary("key-3", aCanaryRequest("9.9.9")))
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.REJECTED)
                .asInstanceOf(type(ApiException.class))
                .returns(422, ApiException::status);
    }

    @Test
    void aConfigurationIsDeployedAndUndone() throws Exception {
        Operation<Job> operation = client().operations().configure("key-1", aConfigurationRequest());

        Job end = operation.awaitCompleted();
        assertThat(end.id()).isEqualTo(operation.id());
        assertThatThrownBy(operation::cancel).isInstanceOf(InvalidRequestException.class);
        client().deployments().rollbackConfiguration(operation.id(), "key-2", RollbackReason.HEALTH_CHECK_FAILURE);
        assertThat(client().operations().configuration(operation.id()).await().state())
                .isEqualTo(JobState.ROLLED_BACK);
    }

    @Test
    void anEnvironmentGoesBackToAVersion() throws Exception {
        Operation<Job> operation = client().operations().rollBackToVersion("key-1", aRollbackRequest("v_67890"));

        assertThat(client().operations()
                        .versionRollback(operation.id())
                        .awaitCompleted()
                        .state())
                .isEqualTo(JobState.COMPLETED);
        assertThatThrownBy(() -> client().operations().rollBackToVersion("key-2", aRollbackRequest("v_none")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void openSessionsAreCountedAndStandInTheWayOfARollback() {
        openSessions(120);

        assertThat(client().lists().sessions(ROLLED_BACK_BOT))
                .extracting(Session::id)
                .doesNotHaveDuplicates()
                .hasSize(120);
        assertThat(client().sessions().active(ROLLED_BACK_BOT).items()).hasSize(50);
        assertThatThrownBy(() -> client().operations().rollBackToVersion("key-1", aRollbackRequest("v_67891")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("active");
    }

    @Test
    void flowsAreExportedImportedAndBroughtBack() throws Exception {
        Flow exported = client().lists().flows().stream()
                .filter(flow ->
                        flow.id().equals("flow_abc123") && flow.environmentId().equals(Optional.of("env_dev")))
                .findFirst()
                .orElseThrow();
        assertThat(exported.version()).contains("1.2.0");
        assertThat(exported.nodes()).isPresent();

        Operation<FlowImportJob> operation =
                client().operations().importFlow("key-1", new FlowImportRequest(exported, "env_prod"));
        assertThat(operation.awaitCompleted().id()).isEqualTo("flow_abc123");
        client().flows().rollback("flow_abc123", "key-2", FlowRollbackRequest.toVersion("1.1.0"));

        assertThat(client().operations()
                        .flowImport("flow_abc123", "env_prod")
                        .poll()
                        .state())
                .isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aFlowMustFindWhatItRefersTo() throws Exception {
        assertThatThrownBy(() -> client().operations()
                        .importFlow("key-1", new FlowImportRequest(flow("flow_new1", "intent_none"), "env_prod")))
                .asInstanceOf(type(ApiException.class))
                .returns(400, ApiException::status);

        client().operations()
                .importFlow("key-2", new FlowImportRequest(flow("flow_new2", "intent_order_support"), "env_prod"))
                .awaitCompleted();
        assertThat(client().lists().intents()).extracting(LanguageResource::id).contains("intent_order_support");
        assertThat(client().lists().entities()).extracting(LanguageResource::id).contains("entity_order_number");
    }

    @Test
    void theLatestTestRunComesFirst() {
        TestRun run = client().tests().latestResults(SUITE, 1).items().get(0);

        assertThat(run.totalTests()).contains(200L);
        assertThat(run.passedTests()).contains(196L);
        assertThat(run.approvalStatus()).contains(ApprovalStatus.APPROVED);
        assertThat(client().lists().testRuns(SUITE).stream().limit(1)).containsExactly(run);
    }

    @Test
    void webhooksComeAndGo() {
        Webhook registered = client().webhooks().register("key-1", webhook());

        String id = registered.id().orElseThrow();
        assertThat(client().lists().webhooks())
                .extracting(Webhook::name)
                .containsExactly(Optional.of("canary_completion_bot_abc123"));
        client().webhooks().delete(id);
        assertThatThrownBy(() -> client().webhooks().delete(id)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void auditRecordsAreTaken() {
        client().audit().record("key-1", canaryRecord());
        client().audit().recordConfiguration("key-2", configurationRecord());
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotThereIsNotFound() {
        Map<String, ThrowingCallable> asked = Map.of(
                "bot", () -> client().bots().get("none"),
                "versions", () -> client().bots().versions("none", 1, 50),
                "test", () -> client().bots().test("none", new Utterance("hello")),
                "environment", () -> client().environments().get("none"),
                "health", () -> client().environments().health("none"),
                "deployment", () -> client().deployments().get("none"),
                "deployment status", () -> client().deployments().statusOf("none"),
                "job", () -> client().jobs().get("none"),
                "flow", () -> client().flows().status("flow_none", "env_prod"),
                "results", () -> client().tests().latestResults("none", 1));
        return asked.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> assertThatThrownBy(entry.getValue())
                                .isInstanceOf(NotFoundException.class)
                                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.REJECTED)));
    }
}
