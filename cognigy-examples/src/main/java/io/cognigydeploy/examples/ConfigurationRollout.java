package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.time.Duration;

/** Rollout of a configuration into an environment, with a watch over its health. */
public final class ConfigurationRollout {

    private ConfigurationRollout() {}

    /** Reads platform and credentials from environment variables; the argument is the folder for the records. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            System.err.println(rollOut(cognigy, Path.of(args[0])).toMarkdown());
        }
    }

    static Report rollOut(CognigyClient cognigy, Path records) {
        var watch = HealthSoak.defaults().window(Duration.ofMinutes(10)).maxErrorRate(0.05);
        var pipeline = ConfigurationDeployment.pipeline(cognigy, watch)
                .journal(records)
                .notify(PlatformAudit.log())
                .build();

        var snapshot = ConfigurationSnapshot.builder()
                .botVersion("2.4.1")
                .nlpEngine("v3.2")
                .dialogFlow("production_v8")
                .build();
        var isolation = new IsolationRules("strict", "production-us-east-1", true);
        var deployment = ConfigurationDeployment.of(snapshot, new CapacityConstraints(500, 4096), isolation)
                .to("env_prod_us_01")
                .locking(DependencyLock.pinned("dialog-runtime", "2.1.4"));
        return pipeline.run(pipeline.plan(deployment)).orThrow();
    }
}
