package io.cognigydeploy.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class EnvironmentCompatibilityTest {

    @ParameterizedTest
    @CsvSource({
        "10.0, 9.0, Pass",
        "9.0, 10.0, Fail",
        "1.9, 1.10, Fail",
        "1.10, 1.9, Pass",
        "2.3.0, 2.3.0, Pass",
        "2.3, 2.3.0, Pass",
        "2, 2.0.1, Fail",
        "v2.10.0, 2.3.0, Pass",
        "2.10.0, v2.3.0, Pass",
        "2.3.0-rc.1, 2.3.0, Fail",
        "2.3.0, 2.3.0-rc.1, Pass",
        "2.3.0-rc.2, 2.3.0-rc.10, Fail",
        "2.3.0+build.5, 2.3.0, Pass",
        "'', 1.0, Inconclusive",
        "1.0, '', Inconclusive",
        "'', '', Inconclusive",
        "latest, 1.0, Inconclusive",
        "1.0, any, Inconclusive",
        "1.0.0.0, 1.0, Pass",
        "-1.0, 1.0, Inconclusive",
        "' 2.0', 1.0, Pass",
        "2.3-rc.1, 2.3, Fail",
        "2.3, 2.3-rc.1, Pass",
        "5.0, 99999999999999999999.0, Fail",
        "99999999999999999999.0, 5.0, Pass",
        "2.10-, 1.0, Inconclusive",
        "1.02.0, 1.2.0, Pass",
        "2024.01.15, 2023.12.31, Pass",
        "2023.12.31, 2024.01.15, Fail",
        "2147483648.0.0, 2147483647.9.9, Pass",
        "2147483647.0.0, 2147483648.0.0, Fail",
        "' 2.4.1', 2.4.1, Pass",
        "v2.4.1-stable, 2.4.0, Pass",
        "v2.4.1-stable, 2.4.1-alpha, Pass",
        "2.4.0, v2.4.1-stable, Fail",
        "1.0.0-9223372036854775808, 1.0.0-9223372036854775807, Pass",
        "1.0.0-99999999999999999998, 1.0.0-99999999999999999999, Fail",
        "1.2.3.4.5.6, 1.2.3.4.5.5, Pass",
        "1.2.3.4.5.5, 1.2.3.4.5.6, Fail",
        "1..2, 1.0, Inconclusive",
        "., 1.0, Inconclusive",
        "v, 1.0, Inconclusive",
        "١.٢, 1.0, Inconclusive",
    })
    void runtimesAreComparedAsVersions(String has, String needs, String verdict) {
        Environment environment = Environment.builder()
                .runtimeVersion(stated(has))
                .availableDependencies(List.of())
                .build();
        Bot bot = Bot.builder().minimumRuntimeVersion(stated(needs)).build();

        assertThat(EnvironmentCompatibility.judge(environment, bot, List.of())
                        .getClass()
                        .getSimpleName())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "nlp, nlp, Pass",
        "nlp, NLP, Fail",
        "nlp, nlp-core, Fail",
        "nlp@3.2.0, nlp, Pass",
        "nlp@3.2.0, nlp@3.2.0, Pass",
        "nlp@3.2.0, nlp@^3.1, Pass",
        "nlp@3.2.0, nlp@^3.3, Fail",
        "nlp@4.0.0, nlp@^3.1, Fail",
        "nlp@3.2.0, nlp@>=3.0.0 <4.0.0, Pass",
        "nlp@10.0.0, nlp@>=9.0.0, Pass",
        "nlp, nlp@^3.1, Inconclusive",
        "nlp@latest, nlp@^3.1, Inconclusive",
        "nlp@3.2.0, nlp@???, Inconclusive",
        "nlp@3.2.0, nlp@latest, Inconclusive",
        "nlp@3.2.0, nlp@, Inconclusive",
        "nlp@, nlp@, Inconclusive",
        "nlp@, nlp@^3.1, Inconclusive",
        "nlp@3.2.0, nlp@*, Pass",
        "nlp@3.2.0, nlp@3, Pass",
        "nlp@3.2.0, nlp@1.2, Fail",
        "nlp@1.2.7, nlp@1.2, Pass",
        "nlp@1.20.0, nlp@1.2, Fail",
        "nlp@2024.01.15, nlp@>=2024.01.01, Pass",
        "nlp@2147483648.0.0, nlp@^2147483648.0, Pass",
        "nlp@1.0.0-99999999999999999999, nlp@>=1.0.0-99999999999999999998, Pass",
        "nlp@1.2.3.4, nlp@~1.2.3.4, Pass",
        "asr@3.2.0, nlp@latest, Fail",
        "nlp@latest nlp@3.2.0, nlp@^3, Pass",
        "nlp@3.2.0 asr@1.0.0, asr, Pass",
        "nlp@2.0.0 nlp@3.2.0, nlp@^3, Pass",
        "'', nlp, Fail",
        "@acme/nlp, @acme/nlp, Pass",
        "@acme/nlp@3.2.0, @acme/nlp@^3.1, Pass",
        "@acme/nlp@3.2.0, @acme/nlp@^4, Fail",
        "@acme/nlp@3.2.0, nlp, Fail",
    })
    void whatIsNeededMustBeThereInAVersionThatFits(String available, String needed, String verdict) {
        List<String> there = available.isEmpty() ? List.of() : List.of(available.split(" "));

        assertThat(dependencies(Optional.of(there), needed).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void anEnvironmentThatDoesNotSayWhatItHasIsInconclusive() {
        assertThat(dependencies(Optional.empty(), "nlp")).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void everythingThatIsMissingIsNamed() {
        assertThat(dependencies(Optional.of(List.of("asr")), "nlp@^3", "asr", "tts")
                        .reason())
                .contains("nlp@^3", "tts")
                .doesNotContain("asr");
    }

    @Test
    void aLackIsReportedEvenIfTheRuntimeIsUnknown() {
        Environment environment =
                Environment.builder().availableDependencies(List.of()).build();
        Bot bot = Bot.builder().minimumRuntimeVersion("1.0").build();

        assertThat(EnvironmentCompatibility.judge(environment, bot, List.of("nlp")))
                .isInstanceOf(Verdict.Fail.class);
    }

    // Incomparable versions can be allowed; a comparable version that does not fit is refused all the same.
    @ParameterizedTest
    @CsvSource({"latest, Succeeded", "0.9, Rejected"})
    void whatCannotBeComparedCanBeAllowed(String runtime, String outcome, @TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.fake.addEnvironment(
                BotRelease.ENVIRONMENT, runtime, "sentiment-analysis-v2", "entity-recognition-core");
        BotDeployment deployment = release.deployment;

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Rejected.class);

        release.deployment = deployment.allowingIncomparableVersions();
        Report report = release.run();

        assertThat(report.outcome().getClass().getSimpleName()).isEqualTo(outcome);
    }

    @Test
    void aDeploymentThatAllowsNothingIsRecordedAsItEverWas() {
        assertThat(Json.tree(BotDeployment.of("bot", "v1").to("env")).has("allowsIncomparableVersions"))
                .isFalse();
    }

    @Test
    void theOptionThatAllowsWhatCannotBeComparedIsNamed(@TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.fake.addBot(BotRelease.BOT, null);

        assertThat(release.run().outcome().because())
                .contains("allowingIncomparableVersions()", "--allow-incomparable-versions");
    }

    @Test
    void anUnknownEnvironmentFails(@TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.deployment = BotDeployment.of(BotRelease.BOT, BotRelease.NEW).to("env_nowhere");

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("no environment env_nowhere");
    }

    @Test
    void anUnknownBotFails(@TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.deployment = BotDeployment.of("bot_missing", BotRelease.NEW).to(BotRelease.ENVIRONMENT);

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("no bot bot_missing");
    }

    @Test
    void theVerdictNamesItsEvidence() {
        assertThat(dependencies(Optional.of(List.of("asr")), "asr", "tts").evidence())
                .containsExactly(
                        new Evidence("runtime", "2.0"),
                        new Evidence("required runtime", "1.0"),
                        new Evidence("dependencies", "asr, tts"));
    }

    @Test
    void aRuntimeThatThePlatformLeavesOutStopsTheRun(@TempDir Path records) {
        BotRelease release = new BotRelease(records);
        release.fake.addBot(BotRelease.BOT, null);

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.gates().get(1).verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(release.deploymentsSent()).isZero();
    }

    private static Verdict dependencies(Optional<List<String>> available, String... needed) {
        Environment environment = Environment.builder()
                .runtimeVersion("2.0")
                .availableDependencies(available)
                .build();
        Bot bot = Bot.builder().minimumRuntimeVersion("1.0").build();
        return EnvironmentCompatibility.judge(environment, bot, List.of(needed));
    }

    private static Optional<String> stated(String version) {
        return Optional.of(version).filter(text -> !text.isEmpty());
    }
}
