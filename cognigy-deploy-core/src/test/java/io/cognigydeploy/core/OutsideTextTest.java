package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.testing.FakeCognigy;
import io.cognigydeploy.client.testing.JobScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
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
        Release release = new Release(fake, rewriting(fake, answer -> answer.replace("BOOM", "boom \\ud83d")), records)
                .job(JobScript.fails("BOOM").halfApplied());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("boom \uFFFD");
        assertThat(release.live()).isEqualTo(Release.OLD);
        assertThat(release.pipeline().resume(report.runId()).outcome()).isEqualTo(report.outcome());
    }

    static List<Scene<?>> kinds() {
        return Scene.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("every kind is undone although a verification speaks in halves of characters")
    void aVerdictThatCannotBeStoredUndoesTheChange(Scene<?> scene) {
        FakeCognigy fake = scene.world().get();
        Report report = scene.staging()
                .on(fake, fake, records)
                .with(builder -> builder.verify(
                        "smoke " + HALF,
                        applied -> Verdict.fail("silent " + HALF, new Evidence("said " + HALF, "\0" + HALF))))
                .run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(scene.isAsBefore(fake)).isTrue();
        assertThat(report.toJson() + report.toMarkdown() + report.toHtml() + report.toJUnitXml() + report.toText())
                .contains("silent \uFFFD")
                .doesNotContain(HALF, "\0");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("a gate whose reason or exception cannot be stored rejects the run, and the run is recorded")
    void aGateThatCannotBeStoredRejects(Scene<?> scene) {
        FakeCognigy fake = scene.world().get();
        Report report = scene.staging()
                .on(fake, fake, records)
                .with(builder -> builder.gate("one " + HALF, plan -> Verdict.fail("no " + HALF))
                        .gate("two", plan -> {
                            throw new IllegalStateException("broken " + HALF);
                        })
                        .actor("someone " + HALF))
                .run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("no \uFFFD", "broken \uFFFD");
        assertThat(scene.isAsBefore(fake)).isTrue();
    }

    @Test
    void aWorldWithHalvesOfCharactersIsPlannedAndServed() {
        FakeCognigy fake = Stage.world(world -> {
            Stage.byId(world, "environments", Release.ENVIRONMENT).put("name", "PLACE");
        });
        Release release =
                new Release(fake, rewriting(fake, answer -> answer.replace("PLACE", "prod \\ud83d")), records);

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
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
