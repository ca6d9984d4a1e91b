package io.cognigydeploy.cli;

import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Rollbacker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gated deployment of a bot version into an environment. */
@Command(
        name = "deploy",
        description = {
            "Deploys a bot version into an environment.",
            "Plan, gates, deployment, confirmation, report; on failure it is rolled back and the rollback is confirmed."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL. None of the first four with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, a gate could not be judged, or a person is needed."
        })
final class DeployCommand implements Callable<Integer>, ReleaseCommand {

    private static final List<String> SCOPES =
            List.of("bot:read", "bot:deploy", "deployment:write", "environment:read", "test:read");

    @Mixin
    private PlatformOptions where;

    @Mixin
    private RunOptions run;

    @Mixin
    private BotOptions bot;

    @Option(
            names = "--fallback",
            paramLabel = "VERSION",
            description = "The version to deploy if a rollback fails. Default: none")
    @Stored
    private Optional<String> fallback = Optional.empty();

    @Option(
            names = "--in-progress",
            defaultValue = "WAIT",
            paramLabel = "wait|fail|cancel",
            description = "The action if another deployment is in progress. Default: wait")
    @Stored
    private OnConflict onConflict;

    @Override
    public String kind() {
        return "bot-version";
    }

    @Override
    public Integer call() throws InterruptedException {
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        Optional<QualityGate> gate = bot.gate(where);
        return run.release(errand, where, bot.subject(where), SCOPES, platform -> {
            DeploymentPipeline.Builder<BotDeployment> builder = BotDeployment.pipeline(platform.client())
                    .onFailure(fallback.map(Rollbacker.toPreviousVersion()::fallback)
                            .orElseGet(Rollbacker::toPreviousVersion))
                    .onConflict(onConflict);
            gate.ifPresent(builder::gate);
            return builder;
        });
    }
}
