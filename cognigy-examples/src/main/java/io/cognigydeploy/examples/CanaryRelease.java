package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.time.Duration;

/** Release of a bot version to a rising share of conversations, then to all if it is no worse. */
public final class CanaryRelease {

    private CanaryRelease() {}

    /** Reads platform and credentials from environment variables; the argument is the folder for the records. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            System.err.println(release(cognigy, Path.of(args[0])).toMarkdown());
        }
    }

    static Report release(CognigyClient cognigy, Path records) {
        var pipeline = CanaryDeployment.pipeline(cognigy)
                .journal(records)
                .notify(PlatformAudit.log())
                .build();

        var options = WatchOptions.builder()
                .ramp(Ramp.percent(5, 25, 50).cap(50))
                .window(Duration.ofHours(2))
                .atEnd(Policy.ROLL_BACK)
                .build();
        var deployment = CanaryDeployment.of("bot_abc123", "2.1.0-canary")
                .to("env_prod_456")
                .validatedBy(CanaryValidator.of(options).every(Duration.ofSeconds(30)));
        return pipeline.run(pipeline.plan(deployment)).orThrow();
    }
}
