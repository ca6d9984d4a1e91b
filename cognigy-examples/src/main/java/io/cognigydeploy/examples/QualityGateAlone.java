package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import java.time.Duration;

/** Check of a version's test results; deploys nothing. */
public final class QualityGateAlone {

    private QualityGateAlone() {}

    /** Reads platform and credentials from environment variables; exits with 0 only if the gate passes. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            Verdict verdict = judge(cognigy);
            System.err.println(verdict.reason());
            if (!(verdict instanceof Verdict.Pass)) {
                System.exit(1);
            }
        }
    }

    static Verdict judge(CognigyClient cognigy) {
        var gate = QualityGate.suite("suite_regression_v24")
                .minPassRate(0.95)
                .requireApproval()
                .maxAge(Duration.ofDays(7));
        var deployment =
                BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");
        return gate.judge(cognigy, deployment);
    }
}
