package io.cognigydeploy.core.understanding;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/understanding.md. */
class UnderstandingSampleTest {

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private static DeploymentPipeline<BotDeployment> pipeline(CognigyClient cognigy, Path records, Path file)
            throws IOException {
        Path baseline = records.resolve("before.jsonl");
        UnderstandingDiff diff = UnderstandingDiff.of(Utterances.csv(file));
        return BotDeployment.pipeline(cognigy)
                .journal(records)
                .gate("utterances before", diff.record(baseline))
                .verify("utterances after", diff.since(baseline))
                .build();
    }

    private static UnderstandingResult compare(CognigyClient cognigy, Path file, Path chart)
            throws IOException, InterruptedException {
        UnderstandingResult result = UnderstandingDiff.of(Utterances.csv(file))
                .losingAtMost(0.2)
                .worseByAtMost(0.05)
                .run(UnderstandingTarget.bot(cognigy, "bot_12345"), UnderstandingTarget.bot(cognigy, "bot_abc123"));
        Files.writeString(chart, result.toSvg());
        return result;
    }

    @Test
    void theSamplesRun() throws Exception {
        Path file = Files.writeString(folder.resolve("utterances.csv"), "text,intent\nhello,(none)\n");

        var report = pipeline(fake.client(), folder.resolve("records"), file)
                .run(BotDeployment.of(BotRelease.BOT, BotRelease.NEW).to(BotRelease.ENVIRONMENT));
        UnderstandingResult result = compare(fake.client(), file, folder.resolve("chart.svg"));

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("takes about 189 utterances");
        assertThat(result.overall().orElseThrow().both()).isEqualTo(1);
    }
}
