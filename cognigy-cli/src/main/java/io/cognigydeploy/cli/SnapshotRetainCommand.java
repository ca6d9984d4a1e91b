package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import io.cognigydeploy.core.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Deletion of old snapshots of one stage. */
@Command(
        name = "retain",
        description = {
            "Deletes old snapshots that this tool made.",
            "In the project of a stage, beyond the newest, the oldest first. The file of each is kept before. Never deleted: one that an endpoint runs, and one that this tool did not make."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_STAGES, the variables that the file names for the credentials, CI_CD_WEBHOOK_URL.",
            "None of the first ones with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, or failed, and the report names what was deleted before; 2 wrong",
            "usage, a wrong file or a missing variable, and nothing was sent; 3 unknown, or a person is needed."
        })
final class SnapshotRetainCommand implements Callable<Integer>, ReleaseCommand {

    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private StageOptions where;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "The stage. With --resume, by default that of the run")
    private Optional<String> stage = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "How many of the newest snapshots that this tool made are kept, at least 1.")
    private Optional<Integer> keep = Optional.empty();

    @Option(
            names = "--spare",
            paramLabel = "NAME-OR-ID",
            description = "A snapshot that is kept in any case. Repeatable.")
    private List<String> spared = new ArrayList<>();

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = {
                "The folder for the files of deleted snapshots, each with its SHA-256. Give it again with --resume.",
                "Default: snapshots in the journal's folder"
            })
    @Stored
    private Optional<Path> archive = Optional.empty();

    @Override
    public String kind() {
        return "snapshot-retention";
    }

    @Override
    public Integer call() throws InterruptedException {
        if (run.isResumed() && (keep.isPresent() || !spared.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume takes the retention from the records of the run. Leave out --keep and --spare.");
        }
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        Optional<Recorded> recorded = errand.recorded();
        try (Stages stages = where.open(errand)) {
            Stage of = stage.or(() -> recorded.flatMap(earlier -> earlier.text("stage")))
                    .map(stages.file()::stage)
                    .orElseThrow(() -> missing("--stage"));
            return run.release(
                    errand,
                    stages,
                    new Errand.Given<>(
                            recorded.isPresent() ? Optional.empty() : Optional.of(retention(of)),
                            UnaryOperator.identity()),
                    SnapshotRetention.pipeline(stages.installation(of), run.archive(archive)),
                    new RunOptions.Form(
                            Plan::toJson, report -> Printable.shown(json(report).toString())),
                    (report, session) -> ExitStatus.DONE);
        }
    }

    private SnapshotRetention retention(Stage of) {
        return SnapshotRetention.of(of.name(), of.project())
                .keeping(keep.orElseThrow(() -> missing("--keep")))
                .sparing(spared.toArray(String[]::new));
    }

    private ParameterException missing(String option) {
        return new ParameterException(spec.commandLine(), "Missing: " + option + ".");
    }

    /** Returns the report with its success and the member {@code retention}. */
    static ObjectNode json(Report report) {
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(report.toJson());
            document.put("success", report.outcome().isSuccess());
            JsonNode retention = report.payload().path("retention");
            return retention.isMissingNode() ? document : document.set("retention", retention);
        } catch (IOException e) {
            throw new UncheckedIOException("A document of this library is no JSON", e);
        }
    }
}
