package io.cognigydeploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import io.cognigydeploy.core.snapshot.SnapshotRelease;
import io.cognigydeploy.core.stage.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Release of a snapshot of one stage onto the endpoints of another. */
@Command(
        name = "release",
        description = {
            "Releases a snapshot of one stage onto endpoints of another.",
            "Gates, snapshot, transfer of its file, playbooks, then a switch of each endpoint; on failure each endpoint goes back to exactly what it ran before."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_STAGES, the variables that the file names for the credentials, CI_CD_WEBHOOK_URL.",
            "None of the first ones with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage, a wrong file or a missing",
            "variable, and nothing was sent; 3 unknown, a gate could not be judged, or a person is needed. With --keep, the",
            "highest of those of the release and of each retention."
        })
final class SnapshotReleaseCommand implements Callable<Integer>, ReleaseCommand {

    /** Checks that are gates for the user, although they need the snapshot and are judged in the run. */
    private static final Set<String> GATES_OF_THE_RUN = Set.of("references", "playbooks");

    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private StageOptions where;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--from",
            paramLabel = "STAGE",
            description = "The stage that the snapshot comes from. Default: the first one of the file")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "STAGE",
            description = {
                "The stage that the snapshot goes live in. Default: the last one of the file.",
                "If it is the same project on the same installation, nothing is transferred."
            })
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the new snapshot. Default: the project's name and the run's id")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "The description of the new snapshot; cognigy-deploy and the run's id are added to it.")
    private Optional<String> description = Optional.empty();

    @Option(
            names = "--snapshot",
            paramLabel = "NAME-OR-ID",
            description = {
                "Release this snapshot of the source. If the target has one of the same name and hash, nothing is",
                "transferred. Default: a new one is made"
            })
    private Optional<String> snapshot = Optional.empty();

    @Option(
            names = "--endpoint",
            paramLabel = "NAME-OR-ID",
            description = {
                "An endpoint of the target. Repeatable; they are switched in this order.",
                "Default: those of the stage"
            })
    private List<String> endpoints = new ArrayList<>();

    @Option(
            names = "--flow",
            paramLabel = "NAME",
            description = "The flow that the endpoints run from now on. Default: the one that each runs now")
    private Optional<String> flow = Optional.empty();

    @Option(
            names = "--locale",
            paramLabel = "NAME",
            description = "The locale that the endpoints use from now on. Default: the one that each uses now")
    private Optional<String> locale = Optional.empty();

    @Option(
            names = "--playbook",
            paramLabel = "NAME-OR-ID",
            description = {
                "A playbook that must succeed on the target's snapshot before any switch. Repeatable.",
                "Default: those of the stage"
            })
    private List<String> playbooks = new ArrayList<>();

    @Option(
            names = "--say",
            paramLabel = "TEXT",
            description = {
                "A message to each switched REST endpoint, in test mode; without an answer the release is rolled back.",
                "Repeatable. Default: those of the stage"
            })
    private List<String> texts = new ArrayList<>();

    @Mixin
    private WaveSettings waves;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = {
                "The folder to keep the transferred file and its SHA-256 in, and with --keep those of deleted snapshots.",
                "Give it again with --resume.",
                "Default: the file is temporary; with --keep, snapshots in the journal's folder"
            })
    @Stored
    private Optional<Path> archive = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = {
                "After a success, delete snapshots that this tool made beyond the N newest of each project, each in a run of",
                "its own and after its file is kept. Also makes room where a project is full. Never deleted: one that an",
                "endpoint runs, one that this tool did not make, and the one just replaced (see --drain).",
                "Default: nothing is deleted, and a full project stops the release"
            })
    @Stored
    private Optional<Integer> keep = Optional.empty();

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            description = {
                "How long to wait for sessions on the snapshot just replaced, before --keep may delete it. Counted from the",
                "switch. Default: it is not deleted"
            })
    @Stored
    private Optional<Duration> drain = Optional.empty();

    @Option(
            names = "--require-same-hash",
            description =
                    "The hash of the transferred snapshot must be that of the source. Otherwise it is only reported.")
    private boolean sameHash;

    @Option(
            names = "--allow",
            paramLabel = "training|connections|extensions|models|drift",
            description = "A gate that is reported and does not stop the release. Repeatable.")
    private List<SnapshotRelease.Gate> allowed = new ArrayList<>();

    @Override
    public String kind() {
        return "snapshot-release";
    }

    @Override
    public Integer call() throws InterruptedException {
        if (snapshot.isPresent() && (name.isPresent() || description.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name and --description are of a new snapshot. Leave them out, or leave --snapshot out.");
        }
        drain.ifPresent(SnapshotRetention::requireDrain);
        if (drain.isPresent() && keep.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--drain is of what --keep deletes. Give --keep too, or leave --drain out.");
        }
        if (run.isResumed()) {
            refuseOptions();
        }
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        Optional<Recorded> recorded = errand.recorded();
        try (Stages stages = where.open(errand)) {
            StagePair pair = recorded.map(release -> StagePair.of(stages.file(), release))
                    .orElseGet(() -> StagePair.of(stages.file(), source, target));
            Optional<SnapshotRelease> release =
                    recorded.isPresent() ? Optional.empty() : Optional.of(release(pair.source(), pair.target()));
            boolean deletes = keep.isPresent()
                    || recorded.filter(earlier -> earlier.deployment().has("keep"))
                            .isPresent();
            DeploymentPipeline.Builder<SnapshotRelease> pipeline = pipeline(
                    stages.installation(pair.source()),
                    stages.installation(pair.target()),
                    deletes ? Optional.of(run.archive(archive)) : archive);
            release.flatMap(WaveSettings::deadline).ifPresent(usual -> run.within(usual, pipeline));
            Optional<RetentionAfter> after = errand instanceof Errand.Undo
                    ? Optional.empty()
                    : keep.map(newest -> new RetentionAfter(
                            stages,
                            pair,
                            newest,
                            drain,
                            run.archive(archive),
                            run,
                            run.people(),
                            RetentionAfter.none()));
            if (run.isPlanOnly()) {
                after.ifPresent(RetentionAfter::plan);
            }
            return run.release(
                    errand,
                    stages,
                    new Errand.Given<>(release, UnaryOperator.identity()),
                    pipeline,
                    new RunOptions.Form(
                            (plan, gates) -> json(planned(plan, gates), after),
                            report -> json(document(report, errand.status(report) == ExitStatus.DONE), after)),
                    after.<RunOptions.Sequel>map(retention -> retention).orElse((report, session) -> ExitStatus.DONE));
        }
    }

    /** Begins a pipeline with an archive in this folder, if there is one. */
    private static DeploymentPipeline.Builder<SnapshotRelease> pipeline(
            CognigyInstallation from, CognigyInstallation to, Optional<Path> folder) {
        return folder.map(there -> SnapshotRelease.pipeline(from, to, there))
                .orElseGet(() -> SnapshotRelease.pipeline(from, to));
    }

    /** Refuses the options of a release together with a run to resume, whose records have them. */
    private void refuseOptions() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--from", source.isPresent());
        given.put("--to", target.isPresent());
        given.put("--name", name.isPresent());
        given.put("--description", description.isPresent());
        given.put("--snapshot", snapshot.isPresent());
        given.put("--endpoint", !endpoints.isEmpty());
        given.put("--flow", flow.isPresent());
        given.put("--locale", locale.isPresent());
        given.put("--playbook", !playbooks.isEmpty());
        given.put("--say", !texts.isEmpty());
        given.put("--require-same-hash", sameHash);
        given.put("--allow", !allowed.isEmpty());
        given.putAll(waves.given());
        given.values().removeIf(isGiven -> !isGiven);
        if (!given.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume takes the release from the records of the run. Leave out "
                            + String.join(", ", given.keySet()) + ".");
        }
    }

    private SnapshotRelease release(Stage from, Stage to) {
        List<String> switched = endpoints.isEmpty() ? to.endpoints() : endpoints;
        if (switched.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing: the endpoints to switch. Name them with --endpoint, or in the stage " + to.name() + ".");
        }
        SnapshotRelease release = SnapshotRelease.from(from.name(), from.project())
                .to(to.name(), to.project(), switched.toArray(String[]::new))
                .withCaps(from.snapshotCap(), to.snapshotCap())
                .testedBy((playbooks.isEmpty() ? to.playbooks() : playbooks).toArray(String[]::new))
                .saying((texts.isEmpty() ? to.probe() : texts).toArray(String[]::new))
                .allowing(allowed.toArray(SnapshotRelease.Gate[]::new));
        release = snapshot.map(release::existing).orElse(release);
        release = name.map(release::named).orElse(release);
        release = description.map(release::describedAs).orElse(release);
        release = keep.map(release::keeping).orElse(release);
        release = flow.map(release::withFlow).orElse(release);
        release = locale.map(release::withLocale).orElse(release);
        release =
                to.overrideSnapshotConnections().map(release::requiringOverride).orElse(release);
        release = waves.on(release);
        return sameHash ? release.requiringSameHash() : release;
    }

    private static ObjectNode planned(Plan plan, List<CheckResult> gates) {
        return withPhases(object(plan.toJson(gates)));
    }

    /** Returns a document with the member {@code retention}, if there is any. */
    private static String json(ObjectNode document, Optional<RetentionAfter> after) {
        after.ifPresent(retention -> document.set("retention", retention.made()));
        return Printable.shown(document.toString());
    }

    /**
     * Returns the report with the phase of each gate and the member {@code release}.
     *
     * @param isSuccess whether the command reached what it was called for
     */
    private static ObjectNode document(Report report, boolean isSuccess) {
        ObjectNode document = withPhases(object(report.toJson()));
        document.put("success", isSuccess);
        Optional.ofNullable(report.payload().get("release")).ifPresent(made -> document.set("release", made));
        return document;
    }

    private static ObjectNode withPhases(ObjectNode document) {
        ArrayNode gates = document.withArray("gates");
        gates.forEach(gate -> ((ObjectNode) gate).put("phase", "plan"));
        for (JsonNode verification : document.path("verifications")) {
            if (GATES_OF_THE_RUN.contains(verification.path("name").asText())) {
                gates.add(verification.<ObjectNode>deepCopy().put("phase", "run"));
            }
        }
        return document;
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A document of this library is no JSON", e);
        }
    }
}
