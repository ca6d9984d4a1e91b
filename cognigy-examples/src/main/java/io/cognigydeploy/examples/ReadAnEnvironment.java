package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Environment;

/** Example of the client alone. */
public final class ReadAnEnvironment {

    private ReadAnEnvironment() {}

    /** Prints a runtime version; the arguments are base URL, client id, client secret and environment id. */
    public static void main(String... args) {
        System.err.println(runtimeOf(args[0], args[1], args[2], args[3]));
    }

    static String runtimeOf(String url, String id, String secret, String environmentId) {
        try (CognigyClient cognigy = CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.clientCredentials(id, secret))
                .build()) {
            Environment environment = cognigy.environments().get(environmentId);
            return environment.runtimeVersion().orElse("not stated");
        } catch (NotFoundException e) {
            return "no such environment, " + e.requestId().orElse("without a request id");
        }
    }
}
