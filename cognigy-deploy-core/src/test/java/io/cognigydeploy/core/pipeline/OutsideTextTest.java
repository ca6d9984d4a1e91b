package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text of the platform and of users' checks, however it is damaged, changes nothing about how a run ends. */
class OutsideTextTest {

    /** Half an emoji, as a text has it that was cut by its length. */
    private static final String HALF = "\uD83D";

    @TempDir
    Path records;

    @Test
    void aMessageCutInsideAnEmojiDoesNotHinderTheRollback() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        BotRelease release = new BotRelease(
                        fake, rewriting(fake, answer -> answer.replace("BOOM", "boom \\ud83d")), records)
                .job(JobScript.fails("BOOM").halfApplied());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("boom \uFFFD");
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.pipeline().resume(report.runId()).outcome()).isEqualTo(report.outcome());
    }

    static List<ReleaseExample<?>> reversibleKinds() {
        return ReleaseExample.reversible();
    }

    static List<ReleaseExample<?>> kinds() {
        return ReleaseExample.all();
    }

    @ParameterizedTest
    @MethodSource("reversibleKinds")
    @DisplayName("every kind is undone although a verification speaks in halves of characters")
    void aVerdictThatCannotBeStoredUndoesTheChange(ReleaseExample<?> example) {
        FakeCognigy fake = example.world().get();
        Report report = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.verify(
                        "smoke " + HALF,
                        applied -> Verdict.fail("silent " + HALF, new Evidence("said " + HALF, "\0" + HALF))))
                .run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(example.isAsBefore(fake)).isTrue();
        assertThat(report.toJson() + report.toMarkdown() + report.toHtml() + report.toJUnitXml() + report.toText())
                .contains("silent \uFFFD")
                .doesNotContain(HALF, "\0");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("a gate whose reason or exception cannot be stored rejects the run, and the run is recorded")
    void aGateThatCannotBeStoredRejects(ReleaseExample<?> example) {
        FakeCognigy fake = example.world().get();
        Report report = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.gate("one " + HALF, plan -> Verdict.fail("no " + HALF))
                        .gate("two", plan -> {
                            throw new IllegalStateException("broken " + HALF);
                        })
                        .actor("someone " + HALF))
                .run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("no \uFFFD", "broken \uFFFD");
        assertThat(example.isAsBefore(fake)).isTrue();
    }

    @Test
    void aWorldWithHalvesOfCharactersIsPlannedAndServed() {
        FakeCognigy fake = ReleaseFixture.world(world -> {
            ReleaseFixture.byId(world, "environments", BotRelease.ENVIRONMENT).put("name", "PLACE");
        });
        BotRelease release =
                new BotRelease(fake, rewriting(fake, answer -> answer.replace("PLACE", "prod \\ud83d")), records);

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aSecretOfTheDeploymentIsInNoRecordWhateverRepeatsIt() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        String secret = "0123456789abcdef0123456789abcdef";
        BotRelease release = new BotRelease(fake, fake, records)
                .job(JobScript.fails("x".repeat(268) + " " + secret).halfApplied())
                .with(builder ->
                        builder.gate("one", plan -> Verdict.pass("saw " + secret, new Evidence(secret, secret))));
        release.deployment = release.deployment
                .override("nested", Map.of("list", List.of(Map.of("signing_key", secret))))
                .override("pwd", "pass");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(everythingIn(records) + report.toText() + report + release.events)
                .contains("saw ***")
                .doesNotContain(secret, secret.substring(0, 8));
        assertThat(fake.requests("POST", "/api/v1/deployments").get(0).body()).contains(secret);
    }

    @Test
    void theWebhooksPathIsInNoRecord() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<ConfigurationDeployment> fixture = ReleaseFixture.configuration(fake, fake, records);
        fixture.deployment = fixture.deployment.callingBack(
                URI.create("https://ci.example.com/hooks/T0000/B0000XYZ?code=c0de&sig=51g"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(everythingIn(records) + report.toText())
                .contains("https://ci.example.com/***")
                .doesNotContain("B0000XYZ", "c0de", "51g");
    }

    private static String everythingIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A way to the platform that changes its answers. */
    private static Transport rewriting(FakeCognigy fake, UnaryOperator<String> change) {
        return (request, limit) -> {
            Transport.Response answer = fake.exchange(request, limit);
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            return new Transport.Response(
                    answer.status(), answer.headers(), change.apply(body).getBytes(StandardCharsets.UTF_8));
        };
    }
}
