package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;

/** The program of the tutorial: one bot version, released behind one gate. */
public final class FirstRelease {

    private FirstRelease() {}

    /** Reads platform and credentials from environment variables; exits with 0 only if the version is in place. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            Report report = release(cognigy, Path.of("records"), args[0]);
            System.out.println(report.toText());
            System.exit(report.outcome().isSuccess() ? 0 : 1);
        }
    }

    static DeploymentPipeline<BotDeployment> pipeline(CognigyClient cognigy, Path records) {
        return BotDeployment.pipeline(cognigy)
                .gate(QualityGate.suite("suite_regression_v24").minPassRate(0.95))
                .journal(records)
                .build();
    }

    static Report release(CognigyClient cognigy, Path records, String version) {
        var pipeline = pipeline(cognigy, records);
        Plan plan =
                pipeline.plan(BotDeployment.of("bot_9f8e7d6c5b4a3210", version).to("env_prod_us_east_1"));
        System.out.println(plan.describe());
        return pipeline.run(plan);
    }
}
