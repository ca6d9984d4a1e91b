package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.model.ApprovalStatus;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.Session;
import io.cognigydeploy.client.model.SyntheticTrace;
import io.cognigydeploy.client.model.SyntheticTraceRequest;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The bounds of models, on both sides of each, and their forms as texts. */
class ModelBoundsTest {

    private static void assertRefused(ThrowingCallable creation) {
        assertThatIllegalArgumentException().isThrownBy(creation);
    }

    private static <T> T read(String json, Class<T> type) throws Exception {
        return type.cast(Json.read(json.getBytes(StandardCharsets.UTF_8), type));
    }

    @Test
    void thresholdsMayBeAtTheirBounds() {
        for (double[] bounds : new double[][] {{0, 0, 0}, {1, 5, Double.MAX_VALUE}}) {
            RollbackThresholds thresholds = RollbackThresholds.builder()
                    .maxErrorRate(bounds[0])
                    .minSatisfactionScore(bounds[1])
                    .maxLatencyMs(bounds[2])
                    .build();
            assertThat(thresholds.maxErrorRate()).contains(bounds[0]);
            assertThat(thresholds.minSatisfactionScore()).contains(bounds[1]);
            assertThat(thresholds.maxLatencyMs()).contains(bounds[2]);
        }
        assertRefused(() -> RollbackThresholds.builder().maxErrorRate(1.001).build());
        assertRefused(() -> RollbackThresholds.builder().maxErrorRate(-0.001).build());
        assertRefused(
                () -> RollbackThresholds.builder().minSatisfactionScore(5.001).build());
        assertRefused(() -> RollbackThresholds.builder()
                .maxLatencyMs(Double.POSITIVE_INFINITY)
                .build());
    }

    @Test
    void policiesAndCapacitiesBeginAtOne() {
        RollbackPolicy policy =
                RollbackPolicy.builder().healthThreshold(1).timeoutSeconds(1).build();
        assertThat(policy.healthThreshold()).isEqualTo(1);
        assertThat(policy.timeoutSeconds()).isEqualTo(1);
        assertRefused(() -> RollbackPolicy.builder().healthThreshold(0).build());
        assertRefused(() -> RollbackPolicy.builder().timeoutSeconds(0).build());

        assertThat(new CapacityConstraints(1, 1).memoryLimitMb()).isEqualTo(1);
        assertRefused(() -> new CapacityConstraints(1, 0));
        assertRefused(() -> new CapacityConstraints(0, 1));

        assertThat(new SyntheticTraceRequest.TraceOptions(1, true, true).simulationDepth())
                .isEqualTo(1);
        assertRefused(() -> new SyntheticTraceRequest.TraceOptions(0, true, true));

        assertThat(MetricWindow.ofMinutes(1)).hasToString("1m");
        assertRefused(() -> MetricWindow.ofMinutes(0));
    }

    @Test
    void aCanarysCapBeginsAtOnePercent() {
        CanaryRequest.Builder builder = CanaryRequest.builder()
                .botId("b")
                .environmentId("e")
                .version("v")
                .canary(TrafficShare.NONE)
                .rollbackThresholds(RollbackThresholds.builder().build());

        assertThat(builder.cap(TrafficShare.ofPercent(1)).build().cap()).hasToString("1 %");
        assertRefused(() -> builder.cap(TrafficShare.ofPercent(0.99)).build());
    }

    @Test
    void aDeploymentMayTakeNoTime() {
        ConfigurationAuditRecord.Builder builder = ConfigurationAuditRecord.builder()
                .timestamp(SampleRequests.MOMENT)
                .jobId("j")
                .isSuccess(true);

        assertThat(builder.durationSeconds(0).build().durationSeconds()).isZero();
        assertRefused(() -> builder.durationSeconds(-0.001).build());
    }

    @Test
    void wordsArePrintedAsTheyAre() {
        assertThat(ApprovalStatus.APPROVED).hasToString("approved");
        assertThat(Webhook.Event.CANARY_COMPLETED).hasToString("deployment.canary.completed");
    }

    @Test
    void partsOfAFlowArePrintedWithoutTheirContent() {
        Flow flow = Flow.of(Map.of("id", "flow_1", "name", "Orders"));

        assertThat(flow.name()).contains("Orders");
        assertThat(new Flow.Node(Optional.of("n1"), Optional.of("start"), Optional.of(Map.of("a", 1))))
                .hasToString("Node n1 start");
        assertThat(new Flow.Node(Optional.empty(), Optional.empty(), Optional.empty()))
                .hasToString("Node ");
    }

    @Test
    void whatIsEqualHasOneHash() {
        assertThat(Flow.of(Map.of("id", "flow_1"))).hasSameHashCodeAs(Flow.of(Map.of("id", "flow_1")));
        assertThat(Flow.of(Map.of("id", "flow_1")).hashCode())
                .isNotEqualTo(Flow.of(Map.of("id", "flow_2")).hashCode());
        assertThat(TrafficShare.ofPercent(5)).hasSameHashCodeAs(TrafficShare.ofFraction(0.05));
        assertThat(TrafficShare.ofPercent(5).hashCode())
                .isNotEqualTo(TrafficShare.ofPercent(6).hashCode());
    }

    @Test
    void answersCanBeBuilt() throws Exception {
        assertThat(FlowStatus.builder().status("deployed").build())
                .isEqualTo(read("{\"status\":\"deployed\"}", FlowStatus.class));
        assertThat(Session.builder().id("s").build()).isEqualTo(read("{\"id\":\"s\"}", Session.class));
        assertThat(SyntheticTrace.builder().traceId("t").build())
                .isEqualTo(read("{\"traceId\":\"t\"}", SyntheticTrace.class));
        assertThat(Webhook.builder().id("w").build()).isEqualTo(read("{\"id\":\"w\"}", Webhook.class));
        assertThat(EnvironmentHealth.builder()
                        .status(EnvironmentHealth.Status.HEALTHY)
                        .build())
                .isEqualTo(read("{\"status\":\"up\"}", EnvironmentHealth.class));
        Understanding.Intent intent = new Understanding.Intent(Optional.of("order"), Optional.empty());
        assertThat(Understanding.builder().intent(intent).build())
                .isEqualTo(read("{\"intent\":{\"name\":\"order\"}}", Understanding.class));
    }

    @Test
    void aNoteIsTheReasonForAnAbsence() throws Exception {
        EnvironmentHealth health = read("{\"errorRate\":\"?\"}", EnvironmentHealth.class);

        assertThat(health.whyAbsent("errorRate", "errorRate is not stated"))
                .isEqualTo("errorRate could not be read: was \"?\"");
        assertThat(health.whyAbsent("status", "status is not stated")).isEqualTo("status is not stated");
    }
}
