package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;

/** Promotion of all flows of one environment into another, or of none of them. */
public final class FlowPromotion {

    private FlowPromotion() {}

    /** Reads platform and credentials from environment variables; the argument is the folder for the records. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            System.err.println(promote(cognigy, Path.of(args[0])).toMarkdown());
        }
    }

    static Report promote(CognigyClient cognigy, Path records) {
        // Empty flows are allowed here; every other fault of a flow stops the whole bundle.
        var pipeline = FlowBundle.pipeline(cognigy, FlowSchema.strict().tolerating(FlowSchema.Rule.EMPTY))
                .journal(records)
                .audit(AuditLog.jsonLines(records.resolve("audit.jsonl")))
                .build();

        Plan plan = pipeline.plan(FlowBundle.from("env_dev").to("env_prod"));
        Report report = pipeline.run(plan);
        return report.orThrow();
    }
}
