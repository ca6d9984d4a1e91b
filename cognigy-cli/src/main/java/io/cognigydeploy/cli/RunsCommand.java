package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** List of the runs in a store. */
@Command(
        name = "runs",
        description = "Lists runs, the newest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0; 1 if the store cannot be read; 2 wrong usage."})
final class RunsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions where;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only runs of this kind, such as bot-version.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--target", paramLabel = "TARGET", description = "Only runs on this target.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--unfinished", description = "Only runs that have not ended.")
    private boolean unfinished;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most N runs. Default: 20")
    private int limit;

    @Option(names = "--json", description = "Print the list as one JSON document on one line.")
    private boolean json;

    @Override
    public Integer call() {
        RunQuery query = RunQuery.newest().withLimit(limit);
        query = kind.isPresent() ? query.withKind(kind.get()) : query;
        query = target.isPresent() ? query.withTarget(target.get()) : query;
        query = unfinished ? query.withStatus(RunStatus.UNDER_WAY) : query;
        List<RunSummary> runs = where.store(spec).runs(query);
        if (json) {
            spec.commandLine().getOut().println(Printable.shown(document(runs).toString()));
        } else if (runs.isEmpty()) {
            spec.commandLine().getOut().println("No runs.");
        } else {
            runs.forEach(run -> spec.commandLine().getOut().println(line(run)));
        }
        return ExitStatus.DONE;
    }

    private static String line(RunSummary run) {
        return Printable.shown(run.runId() + "  " + state(run) + "  "
                + run.deployment().orElse(run.kind())
                + run.problem().map(problem -> "  " + problem).orElse("")
                + (run.undelivered().isEmpty() ? "" : "  not delivered to " + String.join(", ", run.undelivered())));
    }

    private static String state(RunSummary run) {
        return run.outcome()
                .map(Outcome::getClass)
                .map(Class::getSimpleName)
                .orElse(run.status().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static ObjectNode document(List<RunSummary> runs) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("schemaVersion", Report.SCHEMA_VERSION);
        ArrayNode list = root.putArray("runs");
        for (RunSummary run : runs) {
            ObjectNode each = list.addObject();
            each.put("runId", run.runId());
            each.put("kind", run.kind());
            each.put("target", run.target());
            each.put("begun", run.begun().toString());
            each.put("status", run.status().name().toLowerCase(Locale.ROOT));
            run.outcome()
                    .ifPresent(outcome -> each.put("outcome", outcome.getClass().getSimpleName())
                            .put("because", outcome.because()));
            run.deployment().ifPresent(deployment -> each.put("deployment", deployment));
            run.actor().ifPresent(actor -> each.put("actor", actor));
            run.platform().ifPresent(platform -> each.put("platform", platform));
            run.problem().ifPresent(problem -> each.put("problem", problem));
            each.put("fingerprint", run.fingerprint());
            run.undelivered().forEach(each.putArray("undelivered")::add);
        }
        return root;
    }
}
