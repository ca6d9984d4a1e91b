package io.cognigydeploy.cli;

import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flows.FlowBundle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Promotion of flows from one environment into another. */
@Command(
        name = "flows",
        description = {
            "Imports flows of one environment into another.",
            "In the order of their dependencies; on failure all are rolled back, in the reverse order, to their previous versions."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL. None of the first four with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class FlowsCommand implements Callable<Integer>, ReleaseCommand {

    private static final List<String> SCOPES =
            List.of("flows:read", "flows:write", "environments:read", "deployments:manage");

    private static final String SOURCE = "env_dev";
    private static final String TARGET = "env_prod";

    @Mixin
    private PlatformOptions where;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--from",
            paramLabel = "ID",
            description = "The source environment of the flows. Required; " + SOURCE + " with --fake")
    private Optional<String> source = Optional.empty();

    @Option(
            names = {"--environment", "--env"},
            paramLabel = "ID",
            description = "The target environment of the flows. Required; " + TARGET + " with --fake")
    private Optional<String> environment = Optional.empty();

    @Option(names = "--flow", paramLabel = "ID", description = "Only this flow. Repeatable. Default: all")
    private List<String> flows = new ArrayList<>();

    @Option(
            names = "--leave-out",
            paramLabel = "ID=REASON",
            description = "Leave out this flow; manifest and report state the reason. Repeatable.")
    private Map<String, String> leftOut = new LinkedHashMap<>();

    @Option(names = "--leave-out-invalid", description = "Leave out invalid flows. Otherwise one of them stops all.")
    private boolean leaveOutInvalid;

    @Option(names = "--allow-downgrades", description = "Allow flows whose version is lower or cannot be compared.")
    private boolean allowDowngrades;

    @Option(
            names = "--new-circles",
            description =
                    "Allow flows that depend on each other and are not all in the target. Otherwise they stop all.")
    private boolean newCircles;

    @Option(
            names = "--trust",
            paramLabel = "flow|intent|entity|variable",
            description = "Do not check references of this type. Repeatable. The platform lists no variables.")
    private List<ReferenceType> trusted = new ArrayList<>();

    @Option(
            names = "--tolerate",
            paramLabel = "RULE",
            description = {
                "A rule that flows may break: ${COMPLETION-CANDIDATES}; rules about their form cannot be tolerated.",
                "Repeatable. Default: EMPTY, because a flow may have no nodes in the documented example"
            })
    @Stored
    private List<FlowSchema.Rule> tolerated = List.of(FlowSchema.Rule.EMPTY);

    @Option(names = "--strict", description = "Flows may break no rule.")
    @Stored
    private boolean strict;

    @Override
    public String kind() {
        return "flow-bundle";
    }

    @Override
    public Integer call() throws InterruptedException {
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        Optional<String> from = where.orExample(source, SOURCE);
        Optional<String> to = where.orExample(environment, TARGET);
        FlowSchema schema = strict
                ? FlowSchema.strict()
                : FlowSchema.strict().tolerating(tolerated.toArray(FlowSchema.Rule[]::new));
        return run.release(
                errand,
                where,
                new RunOptions.Subject<>(
                        Map.of("--from", from, "--environment", to),
                        () -> bundle(from.orElseThrow(), to.orElseThrow())),
                SCOPES,
                platform -> FlowBundle.pipeline(platform.client(), schema));
    }

    private FlowBundle bundle(String from, String to) {
        FlowBundle bundle = FlowBundle.from(from)
                .to(to)
                .only(flows.toArray(String[]::new))
                .trusting(trusted.toArray(ReferenceType[]::new));
        for (Map.Entry<String, String> out : leftOut.entrySet()) {
            bundle = bundle.leavingOut(out.getKey(), out.getValue());
        }
        bundle = leaveOutInvalid ? bundle.leavingOutInvalid() : bundle;
        bundle = newCircles ? bundle.allowingNewCircles() : bundle;
        return allowDowngrades ? bundle.allowingDowngrades() : bundle;
    }
}
