package io.cognigydeploy.client;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.ValidationRequest;
import io.cognigydeploy.client.model.VersionRollbackRequest;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The requests of the documents, with the values of the documents. */
public final class SampleRequests {

    public static final String BOT = "bot_9f8e7d6c5b4a3210";
    public static final String ENVIRONMENT = "env_prod_us_east_1";
    public static final String CANARY_BOT = "bot_abc123";
    public static final String ROLLED_BACK_BOT = "bot_12345";
    public static final String ROLLOUT = "env_prod_us_01";
    public static final Instant MOMENT = Instant.parse("2026-01-15T12:00:00Z");

    private SampleRequests() {}

    public static BotDeploymentRequest aDeploymentRequest(String version) {
        return BotDeploymentRequest.builder()
                .botId(BOT)
                .environmentId(ENVIRONMENT)
                .version(version)
                .putConfigOverride("maxConcurrentSessions", 500)
                .putConfigOverride("nlpEngine", "cognigy-nlp-v2")
                .putConfigOverride("fallbackStrategy", "human_handoff")
                .addDependencies("sentiment-analysis-v2", "entity-recognition-core")
                .build();
    }

    public static CanaryRequest aCanaryRequest(String version) {
        return CanaryRequest.builder()
                .botId(CANARY_BOT)
                .environmentId("env_prod_456")
                .version(version)
                .canary(TrafficShare.ofFraction(0.05))
                .cap(TrafficShare.ofPercent(10))
                .rollbackThresholds(RollbackThresholds.builder()
                        .maxErrorRate(0.05)
                        .minSatisfactionScore(3.5)
                        .maxLatencyMs(1500)
                        .build())
                .build();
    }

    public static ConfigurationSnapshot snapshot() {
        return ConfigurationSnapshot.builder()
                .botVersion("2.4.1")
                .nlpEngine("v3.2")
                .dialogFlow("production_v7")
                .integrations(List.of("salesforce_crm", "zendesk_tickets"))
                .build();
    }

    public static ConfigurationRequest aConfigurationRequest() {
        return ConfigurationRequest.builder()
                .environmentId(ROLLOUT)
                .configurationSnapshot(snapshot())
                .addDependencyLocks(
                        DependencyLock.pinned("cognigy-nlp-core", "3.2.0"),
                        DependencyLock.pinned("dialog-runtime", "2.1.4"))
                .rollbackPolicy(RollbackPolicy.builder()
                        .revertSnapshotId("snap_prev_stable")
                        .build())
                .capacityConstraints(new CapacityConstraints(500, 4096))
                .build();
    }

    public static ValidationRequest validation(int sessions) {
        return ValidationRequest.builder()
                .environmentId(ROLLOUT)
                .configurationSnapshot(snapshot())
                .capacityConstraints(new CapacityConstraints(sessions, 4096))
                .isolationRules(new IsolationRules("strict", "production-us-east-1", true))
                .build();
    }

    public static VersionRollbackRequest aRollbackRequest(String version) {
        return VersionRollbackRequest.builder()
                .botId(ROLLED_BACK_BOT)
                .targetVersionId(version)
                .environment("PRODUCTION")
                .build();
    }

    public static WebhookRequest webhook() {
        return WebhookRequest.builder()
                .name("canary_completion_bot_abc123")
                .url(URI.create("https://ci-cd.example.com/hooks/cognigy-canary"))
                .addEvents(Webhook.Event.CANARY_COMPLETED, Webhook.Event.CANARY_ROLLED_BACK)
                .secret("whsec_dGhlLXNlY3JldA==")
                .build();
    }

    public static CanaryAuditRecord canaryRecord() {
        return CanaryAuditRecord.builder()
                .timestamp(MOMENT)
                .botId(CANARY_BOT)
                .action("canary_initiated")
                .status("success")
                .putMetric("deploy_id", "dep_0001")
                .source("a-test")
                .build();
    }

    public static ConfigurationAuditRecord configurationRecord() {
        return ConfigurationAuditRecord.builder()
                .timestamp(MOMENT)
                .jobId("job_8f3a2c")
                .isSuccess(true)
                .durationSeconds(31.5)
                .putComplianceFlag("governanceApproved", true)
                .putComplianceFlag("dataResidencyCheck", false)
                .build();
    }

    /** A flow whose only reference is to an intent. */
    public static Flow flow(String id, String intent) {
        return Flow.of(Map.of(
                "id",
                id,
                "name",
                "Billing",
                "version",
                "1.0.0",
                "environmentId",
                "env_dev",
                "nodes",
                List.of(Map.of("id", "n1", "type", "start", "configuration", Map.of("weight", 0.25))),
                "edges",
                List.of(),
                "externalReferences",
                List.of(Map.of("type", "intent", "id", intent, "environmentId", "env_dev"))));
    }
}
