package io.cognigydeploy.examples;

import io.cognigydeploy.client.CallbackHint;
import io.cognigydeploy.client.CallbackRefusedException;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.WebhookVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Verification of a callback that a web server received. A callback is a hint to read the platform, never evidence. */
public final class ReceivedCallback {

    private final WebhookVerifier verifier;

    ReceivedCallback(Secret secret) {
        this.verifier = WebhookVerifier.standardWebhooks().secret(secret).build();
    }

    /** Reads the secret from a variable. The arguments are a file with the body and the three headers of its signature. */
    public static void main(String... args) throws IOException {
        Map<String, List<String>> headers = Map.of(
                "webhook-id", List.of(args[1]),
                "webhook-timestamp", List.of(args[2]),
                "webhook-signature", List.of(args[3]));
        var callback = new ReceivedCallback(Secret.of(Variables.require("CI_CD_WEBHOOK_SECRET")));
        System.err.println(callback.status(Files.readAllBytes(Path.of(args[0])), headers));
    }

    /** Returns the status of the answer. The body is verified byte by byte, as it was received. */
    int status(byte[] body, Map<String, List<String>> headers) {
        try {
            CallbackHint hint = verifier.verify(body, headers);
            System.err.println("to be read again: " + hint.operationId().orElse("all operations"));
            return 204;
        } catch (CallbackRefusedException e) {
            return 401;
        }
    }
}
