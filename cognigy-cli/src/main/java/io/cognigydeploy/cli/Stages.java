package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.stage.Stage;
import io.cognigydeploy.core.stage.StageFile;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stages of a command: those of a file, or two of an embedded fake. */
final class Stages implements Workplace {

    private final StageFile file;
    private final Function<String, Optional<String>> variables;
    private final UnaryOperator<CognigyInstallation.Builder> settings;
    private final Optional<FakeServer> fake;
    private final Secrets secrets = new Secrets();
    private final Map<String, CognigyInstallation> open = new LinkedHashMap<>();

    private Stages(
            StageFile file,
            Function<String, Optional<String>> variables,
            UnaryOperator<CognigyInstallation.Builder> settings,
            Optional<FakeServer> fake) {
        this.file = file;
        this.variables = variables;
        this.settings = settings;
        this.fake = fake;
    }

    static Stages of(StageFile file, Variables variables) {
        return new Stages(file, variables::get, UnaryOperator.identity(), Optional.empty());
    }

    /**
     * Starts a fake installation on a loopback port, with a stage for each of its projects. The fake and its clients use
     * virtual time that begins now.
     */
    static Stages embedded() {
        try {
            FakeTime time = new FakeTime(Time.SYSTEM.now().truncatedTo(ChronoUnit.SECONDS));
            FakeServer server =
                    FakeServer.start(FakeCognigy.withDefaultWorld(time).acceptAnyCredentials(), 0);
            return new Stages(
                    StageFile.of(
                            embedded(server, "dev").build(),
                            embedded(server, "prod")
                                    .addEndpoints("Web")
                                    .addPlaybooks("Smoke")
                                    .addProbe("hello")
                                    .build()),
                    name -> Optional.of("demo-key"),
                    builder -> builder.fake().time(time),
                    Optional.of(server));
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded fake installation cannot be started", e);
        }
    }

    private static Stage.Builder embedded(FakeServer server, String name) {
        return Stage.builder()
                .name(name)
                .baseUrl(server.url())
                .endpointUrl(server.url())
                .credentials(new Stage.ApiKeyVariable("ANY"))
                .project("shop-" + name);
    }

    StageFile file() {
        return file;
    }

    /**
     * Returns the client of the stage's installation, which is closed with these stages. All of them hide the secrets of
     * each. Nothing is sent.
     *
     * @throws io.cognigydeploy.core.stage.StageException if a variable of its credentials has no value
     */
    CognigyInstallation installation(Stage stage) {
        return open.computeIfAbsent(stage.name(), name -> {
            CognigyInstallation.Builder builder =
                    settings.apply(stage.installation(variables)).secrets(secrets);
            // Rate limits are those of real installations; one on this machine is a fake.
            return (Platform.isLoopback(stage.baseUrl()) ? builder.withoutRateLimit() : builder).build();
        });
    }

    @Override
    public boolean isEmbedded() {
        return fake.isPresent();
    }

    @Override
    public Optional<String> ownWebhook() {
        return fake.map(server -> server.url() + "/hooks/ci");
    }

    @Override
    public void close() {
        open.values().forEach(CognigyInstallation::close);
        fake.ifPresent(FakeServer::close);
    }
}
