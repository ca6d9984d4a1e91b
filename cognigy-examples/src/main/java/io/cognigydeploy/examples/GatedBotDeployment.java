package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Release of a bot version through the fluent API. */
public final class GatedBotDeployment {

    private GatedBotDeployment() {}

    /** Reads platform and credentials from environment variables; the argument is the folder for the records. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            URI hook = URI.create(Variables.require("CI_CD_WEBHOOK_URL"));
            Secret secret = Secret.of(Variables.require("CI_CD_WEBHOOK_SECRET"));
            System.err.println(release(cognigy, Path.of(args[0]), hook, secret).toMarkdown());
        }
    }

    static Report release(CognigyClient cognigy, Path records, URI hook, Secret secret) {
        var pipeline = BotDeployment.pipeline(cognigy)
                .gate(QualityGate.suite("suite_regression_v24")
                        .minPassRate(0.95)
                        .requireApproval())
                .gate(
                        "change freeze",
                        plan -> Files.exists(records.resolve("FREEZE")) ? Verdict.fail("frozen") : Verdict.pass())
                .onFailure(Rollbacker.toPreviousVersion().fallback("v_stable"))
                .journal(records)
                .audit(AuditLog.jsonLines(records.resolve("audit.jsonl")))
                .notify(CiWebhook.to(hook).signedWith(secret))
                .build();

        Plan plan = pipeline.plan(
                BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1"));
        Report report = pipeline.run(plan);
        return report.orThrow();
    }
}
