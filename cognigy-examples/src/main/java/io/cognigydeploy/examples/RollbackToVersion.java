package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.check.ConversationProbe.Turn;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.rollback.VersionRollback;
import java.nio.file.Path;
import java.time.Duration;

/** Rollback of an environment to a version, with a conversation with the bot afterwards. */
public final class RollbackToVersion {

    private RollbackToVersion() {}

    /** Reads platform and API key from environment variables; the argument is the folder for the records. */
    public static void main(String... args) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.apiKey(Variables.require("COGNIGY_API_KEY")))
                .build()) {
            System.err.println(rollBack(cognigy, Path.of(args[0])).toMarkdown());
        }
    }

    static Report rollBack(CognigyClient cognigy, Path records) {
        var probe = ConversationProbe.of(
                        Turn.of("I need help with my order", "order_support").naming("subject", "order"))
                .within(Duration.ofSeconds(5));
        var pipeline = VersionRollback.pipeline(cognigy, ActiveSessions.drain(Duration.ofMinutes(5)))
                .onFailure(Rollbacker.toPreviousVersion().fallback("v_stable_fallback"))
                .verify("conversation", probe)
                .journal(records)
                .build();

        var rollback =
                VersionRollback.of("bot_12345", "v_67890").in("PRODUCTION").withEnvironmentId("env_prod_us_east_1");
        return pipeline.run(pipeline.plan(rollback)).orThrow();
    }
}
