package io.cognigydeploy.spring.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with a fake platform that is served on a port, as the page about Spring Boot shows it. */
@Timeout(60)
class ServedPlatformTest {

    @Test
    void aTestServesThePlatformOnAFreePort(@TempDir Path folder) throws IOException {
        try (FakeServer platform = FakeServer.start(
                        FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials(), 0);
                ConfigurableApplicationContext application = SpringApplication.run(
                        ReleaseApplication.class,
                        "--server.port=0",
                        "--cognigy.base-url=" + platform.url(),
                        "--cognigy.api-key=any-key",
                        "--cognigy.store.folder=" + folder)) {
            CognigyClient cognigy = application.getBean(CognigyClient.class);
            assertThat(cognigy.bots().get("bot_9f8e7d6c5b4a3210").id()).contains("bot_9f8e7d6c5b4a3210");
        }
    }
}
