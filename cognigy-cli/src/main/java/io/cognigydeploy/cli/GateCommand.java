package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Check of the gates of a deployment. */
@Command(
        name = "gate",
        description = {
            "Judges the gates of a deployment, and changes nothing.",
            "The gates are the latest run of the test suite, and whether the environment can run the version. Records nothing."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY.",
            "None of them with --fake.",
            "",
            "Exit status: 0 every gate passed; 1 a gate failed; 2 wrong usage;",
            "3 no gate failed, but not all could be judged."
        })
final class GateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--json",
            description =
                    "Print the plan and the verdicts of its gates as one JSON document on the last line of standard"
                            + " output.")
    private boolean json;

    @Mixin
    private PlatformOptions where;

    @Mixin
    private BotOptions bot;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        RunOptions.Subject<BotDeployment> subject = bot.subject(where);
        Optional<QualityGate> gate = bot.gate(where);
        where.require(subject.required());
        BotDeployment deployment = subject.deployment().get();
        try (Platform platform = where.open("bot:read", "environment:read", "test:read")) {
            DeploymentPipeline.Builder<BotDeployment> builder = BotDeployment.pipeline(platform.client());
            gate.ifPresent(builder::gate);
            DeploymentPipeline<BotDeployment> pipeline = builder.build();
            Plan plan = pipeline.plan(deployment);
            List<CheckResult> gates = pipeline.check(plan);
            Screen screen = json ? Screen.err(spec) : Screen.out(spec);
            Progress result = new Progress(screen, screen);
            result.show(Printable.shown(plan.deployment().describe()) + "\n  on "
                    + platform.client().name());
            gates.forEach(result::show);
            CiSystem.of(spec, Optional.empty()).forEach(system -> system.planned(plan, gates));
            if (json) {
                spec.commandLine().getOut().println(plan.toJson(gates));
            }
            return ExitStatus.of(gates);
        } catch (CognigyException e) {
            ExitStatus.explain(e, err);
            if (json) {
                spec.commandLine().getOut().println(new Failure(e.getMessage(), ExitStatus.PERSON_NEEDED).toJson());
            }
            return ExitStatus.PERSON_NEEDED;
        }
    }
}
