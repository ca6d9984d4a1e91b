package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Platform of a command: the one in the environment variables, or an embedded fake. */
final class Platform implements Workplace {

    private static final String BASE_URL = "COGNIGY_BASE_URL";
    private static final String CLIENT_ID = "COGNIGY_CLIENT_ID";
    private static final String CLIENT_SECRET = "COGNIGY_CLIENT_SECRET";
    private static final String API_KEY = "COGNIGY_API_KEY";
    private static final List<String> VARIABLES = List.of(BASE_URL, CLIENT_ID, CLIENT_SECRET, API_KEY);

    /** The remedy for missing variables. */
    static final String SET = "Set what is missing";

    private final CognigyClient client;
    private final @Nullable FakeServer fake;
    private final Optional<FakeCognigy> world;

    private Platform(CognigyClient client, @Nullable FakeServer fake, Optional<FakeCognigy> world) {
        this.client = client;
        this.fake = fake;
        this.world = world;
    }

    /**
     * Checks that a platform and its credentials are given, or the embedded fake alone.
     *
     * @param missing options that are missing as well
     * @param remedy what to do if something is missing
     * @throws ParameterException naming everything that is missing or superfluous
     */
    static void check(CommandSpec spec, boolean fake, List<String> missing, String remedy) {
        Variables variables = Variables.of(spec);
        if (fake) {
            List<String> set = VARIABLES.stream()
                    .filter(name -> variables.get(name).isPresent())
                    .toList();
            if (!set.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--fake must be given without a platform, but " + String.join(", ", set)
                                + " is set. Unset it, or leave --fake out.");
            }
            return;
        }
        List<String> all = new ArrayList<>();
        if (variables.get(BASE_URL).isEmpty()) {
            all.add(BASE_URL + " (the platform's URL)");
        }
        if (configured(variables).isEmpty()) {
            all.add("credentials (" + CLIENT_ID + " and " + CLIENT_SECRET + ", or " + API_KEY + ")");
        }
        all.addAll(missing);
        if (!all.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Missing: " + String.join(", ", all) + ". " + remedy + ".");
        }
    }

    /**
     * Opens the platform that the variables name.
     *
     * @param scopes the scopes that the command needs
     * @throws ParameterException if they do not name a platform and credentials
     */
    static Platform configured(CommandSpec spec, String... scopes) {
        check(spec, false, List.of(), SET);
        Variables variables = Variables.of(spec);
        Credentials credentials = configured(variables).orElseThrow();
        try {
            return new Platform(
                    builder(
                                    variables.get(BASE_URL).orElseThrow(),
                                    credentials instanceof Credentials.ClientCredentials secret
                                            ? secret.withScopes(scopes)
                                            : credentials)
                            .build(),
                    null,
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), BASE_URL + ": " + e.getMessage());
        }
    }

    private static Optional<Credentials> configured(Variables variables) {
        Optional<String> id = variables.get(CLIENT_ID);
        Optional<String> secret = variables.get(CLIENT_SECRET);
        return id.isPresent() && secret.isPresent()
                ? Optional.of(Credentials.clientCredentials(id.get(), secret.get()))
                : variables.get(API_KEY).map(Credentials::apiKey);
    }

    /**
     * Starts a fake platform on a loopback port. The fake and its client use virtual time that begins now. So no wait takes
     * long, and runs with the same options are identical.
     */
    static Platform embedded(String... scopes) {
        try {
            FakeTime time = new FakeTime(Time.SYSTEM.now().truncatedTo(ChronoUnit.SECONDS));
            FakeCognigy world = FakeCognigy.withDefaultWorld(time).acceptAnyCredentials();
            FakeServer server = FakeServer.start(world, 0);
            Credentials credentials =
                    Credentials.clientCredentials("demo-client", "demo-secret").withScopes(scopes);
            return new Platform(
                    builder(server.url(), credentials).fake().time(time).build(), server, Optional.of(world));
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded fake platform cannot be started", e);
        }
    }

    private static CognigyClient.Builder builder(String url, Credentials credentials) {
        CognigyClient.Builder builder = CognigyClient.builder().baseUrl(url).credentials(credentials);
        // Rate limits are those of real tenants; a platform on this machine is a fake.
        return isLoopback(url) ? builder.withoutRateLimit() : builder;
    }

    static boolean isLoopback(String url) {
        return url.matches("http://(127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\])([:/].*)?");
    }

    CognigyClient client() {
        return client;
    }

    @Override
    public boolean isEmbedded() {
        return fake != null;
    }

    /** Sets up the fake, if the platform is the embedded one. */
    void ifEmbedded(Consumer<FakeCognigy> setup) {
        world.ifPresent(setup);
    }

    @Override
    public Optional<String> ownWebhook() {
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
