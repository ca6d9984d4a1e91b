package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases that name what the platform lacks. They are not done and nothing is open, whatever their kind. */
class LackingPlatformTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy --version v9.9.9",
                "deploy --environment env_none",
                "rollout --environment env_none",
                "rollback --version v_none",
                "flows --from env_none",
                "flows --environment env_none",
                "canary --version 9.9.9",
                "canary --environment env_none"
            })
    void a_release_of_or_onto_what_is_not_there_is_not_done(String args) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String[] words = args.split(" ", -1);
            Program.Ended ended = Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                    Literals.of(words[0], words[1], words[2], "--json"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(fake.requests("POST", "/api/.*")).noneMatch(request -> request.status() / 100 == 2);
        }
    }
}
