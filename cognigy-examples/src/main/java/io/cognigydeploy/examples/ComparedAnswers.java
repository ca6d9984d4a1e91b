package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.understanding.UnderstandingDiff;
import io.cognigydeploy.core.understanding.UnderstandingResult;
import io.cognigydeploy.core.understanding.UnderstandingTarget;
import io.cognigydeploy.core.understanding.Utterances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Comparison of what two bots understand of the same utterances; deploys nothing. */
public final class ComparedAnswers {

    private ComparedAnswers() {}

    /** Reads platform and credentials from environment variables. The arguments are the utterances and the file for a chart. */
    public static void main(String... args) throws IOException, InterruptedException {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.clientCredentials(
                        Variables.require("COGNIGY_CLIENT_ID"), Variables.require("COGNIGY_CLIENT_SECRET")))
                .build()) {
            UnderstandingResult result = compare(cognigy, Path.of(args[0]));
            Files.writeString(Path.of(args[1]), result.toSvg());
            System.err.println(result.verdict().reason());
        }
    }

    static UnderstandingResult compare(CognigyClient cognigy, Path utterances)
            throws IOException, InterruptedException {
        return UnderstandingDiff.of(Utterances.csv(utterances))
                .losingAtMost(0.2)
                .worseByAtMost(0.05)
                .run(UnderstandingTarget.bot(cognigy, "bot_12345"), UnderstandingTarget.bot(cognigy, "bot_abc123"));
    }
}
