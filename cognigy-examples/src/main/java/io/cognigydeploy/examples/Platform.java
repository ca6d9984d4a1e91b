package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.client.testing.FakeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The platform that a command works on: the one that the environment variables name, or else an embedded fake. */
final class Platform implements AutoCloseable {

    private final CognigyClient client;
    private final @Nullable FakeServer fake;
    private final Optional<FakeCognigy> world;

    private Platform(CognigyClient client, @Nullable FakeServer fake, Optional<FakeCognigy> world) {
        this.client = client;
        this.fake = fake;
        this.world = world;
    }

    /**
     * @param scopes what the command needs to be allowed
     * @throws ParameterException if the variables do not name a platform and credentials
     */
    static Platform of(CommandSpec spec, String... scopes) {
        Optional<String> url = Variables.get("COGNIGY_BASE_URL");
        if (url.isEmpty()) {
            return embedded(scopes);
        }
        try {
            return new Platform(client(url.get(), credentials(spec, scopes)), null, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "COGNIGY_BASE_URL: " + e.getMessage());
        }
    }

    private static Credentials credentials(CommandSpec spec, String... scopes) {
        Optional<String> id = Variables.get("COGNIGY_CLIENT_ID");
        Optional<String> secret = Variables.get("COGNIGY_CLIENT_SECRET");
        if (id.isPresent() && secret.isPresent()) {
            return Credentials.clientCredentials(id.get(), secret.get()).withScopes(scopes);
        }
        return Variables.get("COGNIGY_API_KEY")
                .map(Credentials::apiKey)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "Credentials are missing: set COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or"
                                + " COGNIGY_API_KEY."));
    }

    private static Platform embedded(String... scopes) {
        try {
            FakeCognigy world = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
            FakeServer server = FakeServer.start(world, 0);
            return new Platform(
                    client(
                            server.url(),
                            Credentials.clientCredentials("demo-client", "demo-secret")
                                    .withScopes(scopes)),
                    server,
                    Optional.of(world));
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded fake platform cannot be started", e);
        }
    }

    private static CognigyClient client(String url, Credentials credentials) {
        CognigyClient.Builder builder = CognigyClient.builder().baseUrl(url).credentials(credentials);
        // The platform's limits are those of real tenants; what listens on this machine is a fake of one.
        return (isLoopback(url) ? builder.withoutRateLimit() : builder).build();
    }

    private static boolean isLoopback(String url) {
        return url.matches("http://(127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\])([:/].*)?");
    }

    CognigyClient client() {
        return client;
    }

    boolean isFake() {
        return fake != null;
    }

    /** Furnishes the fake, if the platform is the embedded one. */
    void ifEmbedded(Consumer<FakeCognigy> furnish) {
        world.ifPresent(furnish);
    }

    /** Where the embedded fake takes webhooks. */
    Optional<String> ownWebhook() {
        return Optional.ofNullable(fake).map(server -> server.url() + "/hooks/ci");
    }

    @Override
    public void close() {
        client.close();
        if (fake != null) {
            fake.close();
        }
    }
}
