package io.cognigydeploy.examples.ownmetric;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A canary that is judged by hand-offs beside errors, with guard rails, and by channel. */
public final class GuardedCanary {

    private GuardedCanary() {}

    /** Returns the deployment; the metrics and the segments are part of its manifest. */
    public static CanaryDeployment deployment() {
        Judge judge = Judge.sequential(JudgeOptions.builder()
                .named(List.of(
                        NamedMetric.HAND_OFF,
                        NamedMetric.CONTAINMENT.asGuardRail().withMargin(1.5),
                        CanaryValidator.LATENCY))
                .segments(List.of("chat", "voice"))
                .build());
        return CanaryDeployment.of("bot_abc123", "2.1.0-canary")
                .to("env_prod_456")
                .validatedBy(CanaryValidator.defaults().judgedBy(judge));
    }

    /** Releases the version. A resumed run has the same pipeline, and so the same source. */
    public static Report release(CognigyClient cognigy, MetricSource handOffs, MetricSource others, Path records) {
        MetricSource source = MetricSource.byName(Map.of("hand-off", handOffs, "containment", others));
        var pipeline =
                CanaryDeployment.pipeline(cognigy, source).journal(records).build();
        return pipeline.run(pipeline.plan(deployment()));
    }
}
