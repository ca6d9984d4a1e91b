package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.UrlToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines that people find in their logs. */
class LogLinesTest {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ScriptedTransport platform = new ScriptedTransport();

    private final Level before = root.getLevel();

    @BeforeEach
    void listen() {
        root.setLevel(Level.INFO);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        root.setLevel(before);
    }

    private CognigyClient client(int attempts) {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(new VirtualTime())
                .retry(RetryOptions.builder()
                        .maxAttempts(attempts)
                        .firstDelay(Duration.ofSeconds(90))
                        .maxDelay(Duration.ofSeconds(90))
                        .build())
                .timeout(Duration.ofMinutes(10))
                .build();
    }

    private List<String> lines(Level level) {
        return log.list.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    // There was one a poll.
    @Test
    void eachUnknownWordForAStateIsWarnedOfOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            platform.then(
                    200,
                    "{\"id\":\"dep_1\",\"status\":\""
                            + (i % 3 == 0 ? "warming" : i % 3 == 1 ? "Shuffling" : "SHUFFLING") + "\"}");
        }
        platform.then(200, "{\"id\":\"dep_1\",\"status\":\"completed\"}");

        client(1)
                .operations()
                .deployment("dep_1")
                .await(PollOptions.builder().timeout(Duration.ofHours(2)).build());

        assertThat(platform.requests()).hasSize(101);
        assertThat(lines(Level.WARN))
                .containsExactly(
                        "Operation dep_1 is in a state that is not known: warming; asking again",
                        "Operation dep_1 is in a state that is not known: shuffling; asking again");
    }

    @Test
    void nothingSecretIsWrittenAtAnyLevel() throws Exception {
        root.setLevel(Level.TRACE);
        try (RawServer server = new RawServer(
                        RawServer.answer(503, "{\"a\":\"the-key\"}"),
                        RawServer.answer(200, "{\"id\":\"dep_1\",\"status\":\"queued\"}"));
                CognigyClient client = CognigyClient.builder()
                        .baseUrl(server.url())
                        .credentials(Credentials.apiKey("the-key"))
                        .time(new VirtualTime())
                        .build()) {
            client.deployments().get("dep_1");
            client.postAnywhere(
                    URI.create(server.url() + "/hooks/s3cret?token=t0ken"),
                    Map.of("X-Signature", "s1gned"),
                    "{\"password\":\"pa55word\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(server.requests()).hasSize(3);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).doesNotContain("the-key", "s3cret", "t0ken", "s1gned", "pa55word"));
    }

    @Test
    void nothingSecretOfAnInstallationIsWrittenAtAnyLevel() throws Exception {
        root.setLevel(Level.TRACE);
        String token = "cafe".repeat(16);
        String link = "https://files.example.com/s3cret-file?sig=s1gned";
        try (RawServer server = new RawServer(
                        RawServer.answer(503, "{\"detail\":\"the-key\"}"),
                        RawServer.answer(200, "{\"downloadLink\":\"" + link + "\"}"),
                        RawServer.answer(429, "{\"detail\":\"" + link + " " + token + "\"}"),
                        RawServer.answer(200, "{\"outputStack\":[]}"));
                CognigyInstallation client = CognigyInstallation.builder()
                        .baseUrl(server.url())
                        .endpointUrl(server.url())
                        .credentials(Credentials.apiKey("the-key"))
                        .time(new VirtualTime())
                        .build()) {
            client.snapshots().downloadLink(new ObjectId("aaaaaaaaaaaaaaaaaaaaaaa1"));
            client.talk().say(UrlToken.of(token), new TalkMessage("u", "s", "hello"));
            assertThat(server.requests()).hasSize(4);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("the-key", "s3cret-file", "s1gned", token));
    }

    @Test
    void waitsAreWrittenAsPeopleWriteThem() {
        platform.then(503, "{}", "Retry-After", "240").then(200, "{\"id\":\"dep_1\",\"status\":\"completed\"}");

        client(2).deployments().get("dep_1");

        assertThat(lines(Level.INFO)).singleElement().asString().startsWith("Sending again in 4 min: ");
    }
}
