package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.stage.Stage;
import io.cognigydeploy.core.stage.StageContents;
import io.cognigydeploy.core.stage.StageContents.RunningEndpoint;
import io.cognigydeploy.core.stage.StageContents.RunningSnapshot;
import io.cognigydeploy.core.stage.StageException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** List of the stages, their snapshots and what their endpoints run. */
@Command(
        name = "stages",
        description = {
            "Shows the stages of a bot and what their endpoints run.",
            "The project of each, how many snapshots it has, and its endpoints. Only reads."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_STAGES, and the variables that the file names for the credentials.",
            "None of them with --fake.",
            "",
            "Exit status: 0 every stage was read; 1 a stage could not be read; 2 wrong usage, a wrong file or a missing",
            "variable, and nothing was sent."
        })
final class SnapshotStagesCommand implements Callable<Integer> {

    private static final int WIDEST = 40;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(names = "--json", description = "Print one JSON document on the last line of standard output.")
    private boolean json;

    @Mixin
    private StageOptions where;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter text = json ? spec.commandLine().getErr() : out;
        ObjectNode document = new JsonMapper().createObjectNode();
        document.put("schemaVersion", Report.SCHEMA_VERSION);
        ArrayNode all = document.putArray("stages");
        int status = ExitStatus.DONE;
        try (Stages stages = where.open()) {
            // Every variable is read before anything is sent.
            Map<Stage, CognigyInstallation> installations = new LinkedHashMap<>();
            stages.file().stages().forEach(stage -> installations.put(stage, stages.installation(stage)));
            for (Map.Entry<Stage, CognigyInstallation> each : installations.entrySet()) {
                Stage stage = each.getKey();
                ObjectNode member = all.addObject().put("name", stage.name()).put("baseUrl", stage.baseUrl());
                try {
                    StageContents contents = StageContents.read(each.getValue(), stage);
                    show(text, contents, each.getValue());
                    write(member, contents);
                } catch (CognigyException | StageException e) {
                    text.println(Printable.shown(
                            stage.name() + ": " + each.getValue().name() + " cannot be read. " + e.getMessage()));
                    member.put("error", e.getMessage());
                    status = ExitStatus.NOT_DONE;
                }
            }
        }
        if (json) {
            out.println(Printable.shown(document.toString()));
        }
        return status;
    }

    private static void show(PrintWriter text, StageContents contents, CognigyInstallation installation) {
        text.println(Printable.shown(contents.stage().name() + ": "
                + contents.project().name() + " on " + installation.name() + ", " + contents.snapshots() + " of "
                + contents.stage().snapshotCap() + " snapshots"));
        if (contents.endpoints().isEmpty()) {
            text.println("  No endpoints.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ENDPOINT", "CHANNEL", "RUNS", "FLOW", "LOCALE"));
        for (RunningEndpoint endpoint : contents.endpoints()) {
            rows.add(List.of(
                    Printable.cut(endpoint.name(), WIDEST),
                    Printable.cut(endpoint.channel().text(), WIDEST),
                    Printable.cut(
                            endpoint.snapshot().map(SnapshotStagesCommand::name).orElse("the project itself"), WIDEST),
                    Printable.cut(endpoint.flow().orElse("-"), WIDEST),
                    Printable.cut(endpoint.locale().orElse("-"), WIDEST)));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append("  ")
                        .append(row.get(column))
                        .append(" ".repeat(width(rows, column) - length(row.get(column))));
            }
            text.println(line.toString().stripTrailing());
        }
    }

    private static String name(RunningSnapshot snapshot) {
        return snapshot.name().orElse("lost snapshot " + snapshot.id());
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static void write(ObjectNode stage, StageContents contents) {
        stage.putObject("project")
                .put("id", contents.project().id().text())
                .put("name", contents.project().name());
        stage.put("snapshots", contents.snapshots())
                .put("snapshotCap", contents.stage().snapshotCap());
        ArrayNode endpoints = stage.putArray("endpoints");
        for (RunningEndpoint endpoint : contents.endpoints()) {
            ObjectNode member = endpoints
                    .addObject()
                    .put("id", endpoint.id().text())
                    .put("name", endpoint.name())
                    .put("channel", endpoint.channel().text());
            Optional<RunningSnapshot> snapshot = endpoint.snapshot();
            if (snapshot.isPresent()) {
                ObjectNode running = member.putObject("snapshot")
                        .put("id", snapshot.get().id().text());
                put(running, "name", snapshot.get().name());
                put(running, "hash", snapshot.get().hash());
            } else {
                member.putNull("snapshot");
            }
            put(member, "flow", endpoint.flow());
            put(member, "locale", endpoint.locale());
        }
    }

    /** Adds a member, which is null if the value is absent. */
    private static void put(ObjectNode object, String name, Optional<String> value) {
        object.set(name, value.<JsonNode>map(object::textNode).orElseGet(object::nullNode));
    }
}
