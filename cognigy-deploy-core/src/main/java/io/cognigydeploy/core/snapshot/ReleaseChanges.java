package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.client.product.model.PlaybookRunRequest;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.RunStatus;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import io.cognigydeploy.client.product.model.Task;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.installation.ArchivedSnapshot;
import io.cognigydeploy.core.installation.ConversationReader;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.EndpointTalk;
import io.cognigydeploy.core.installation.Packaging;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.installation.TaskMutation;
import io.cognigydeploy.core.installation.TaskMutation.Ready;
import io.cognigydeploy.core.installation.TaskMutation.Trace;
import io.cognigydeploy.core.installation.TransferFolder;
import io.cognigydeploy.core.snapshot.SnapshotState.Evicted;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.core.watch.Watched;
import io.cognigydeploy.core.watch.WaveProgression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The changes of one run of a release. Each finds what an earlier one made by the snapshot's name. */
record ReleaseChanges(
        CognigyInstallation source,
        CognigyInstallation target,
        Optional<Archive> archive,
        Optional<TrafficRouter> router,
        SnapshotRelease release,
        SnapshotState state,
        String runId,
        ReleasedSnapshot atSource,
        ReleasedSnapshot atTarget) {

    /** The word of an effect that was found without its task. */
    private static final String RUN = "run ";

    /** The state of a playbook whose task is done and whose run has not ended. */
    private static final JobState NOT_ENDED = new JobState("done, its run has not ended");

    static ReleaseChanges of(
            CognigyInstallation source,
            CognigyInstallation target,
            Optional<Archive> archive,
            Optional<TrafficRouter> router,
            SnapshotRelease release,
            SnapshotState state,
            String runId) {
        return new ReleaseChanges(
                source,
                target,
                archive,
                router,
                release,
                state,
                runId,
                ReleasedSnapshot.atSource(source, release.name(), state, runId),
                ReleasedSnapshot.atTarget(target, release.name(), state, runId));
    }

    /** A change that touches no user, and is kept on a rollback. */
    private record Kept(String id, Supplier<Mutation> mutation, String reason, List<Check<Applied>> checks)
            implements Change {

        @Override
        public Mutation apply() {
            return mutation.get();
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of();
        }

        @Override
        public Optional<String> keptOnRollback() {
            return Optional.of(reason);
        }
    }

    List<Change> all() {
        List<Change> all = new ArrayList<>();
        boolean makes = state.snapshot().isEmpty();
        Check<Applied> references = Check.named("references", this::references);
        all.addAll(evictions(source, state.evictedAtSource()));
        if (makes) {
            all.add(new Kept(
                    ReleaseRecord.SNAPSHOT,
                    this::make,
                    stays(atSource),
                    state.transfers() ? List.of() : List.of(references)));
        }
        if (state.transfers()) {
            all.add(new Kept("package", this::pack, "the file of " + atSource + " stays for a day", List.of()));
            all.addAll(evictions(target, state.evictedAtTarget()));
            all.add(new Kept(ReleaseRecord.TRANSFER, this::transfer, stays(atTarget), List.of(references)));
        }
        List<Playbook> playbooks = state.playbooks();
        for (int i = 0; i < playbooks.size(); i++) {
            Playbook playbook = playbooks.get(i);
            boolean isLast = i == playbooks.size() - 1;
            all.add(new Kept(
                    "playbook/" + state.label(playbook),
                    () -> run(playbook),
                    "playbook " + playbook.name() + " changed nothing",
                    isLast ? List.of(Check.named("playbooks", this::playbooks)) : List.of()));
        }
        all.addAll(release.waves()
                .map(this::waves)
                .or(() -> release.canary().map(this::afterCanary))
                .orElseGet(this::switches));
        return all;
    }

    /** Returns the changes that make room in a full project. */
    private List<Change> evictions(CognigyInstallation where, List<Evicted> old) {
        return old.stream()
                .flatMap(one -> new ArchivedSnapshot(where, archive.orElseThrow(), one.place(), one.snapshot())
                        .removal("archive/" + one.label(), one.change(), Progression::none).stream())
                .toList();
    }

    private List<Change> switches() {
        return List.copyOf(switched(state.endpoints()));
    }

    private List<EndpointChange> switched(List<Endpoint> endpoints) {
        return endpoints.stream().map(this::switchOf).toList();
    }

    private EndpointChange switchOf(Endpoint endpoint) {
        String label = state.label(endpoint);
        return new EndpointChange(
                target,
                state,
                endpoint,
                atTarget,
                label,
                new EndpointTalk(target, endpoint, label, release.texts()),
                "",
                Progression::none);
    }

    private ConversationReader reader(Duration delay, Duration interval, Duration kept, int reads) {
        return new ConversationReader(
                target,
                state.target().project(),
                state.switched().stream().map(Endpoint::name).collect(Collectors.toSet()),
                delay,
                interval.dividedBy(2),
                kept,
                reads);
    }

    private static List<String> names(List<EndpointChange> changes) {
        return changes.stream().map(change -> change.before().name()).toList();
    }

    /** Returns the switches, each with the watch of its wave. */
    private List<Change> waves(Waves waves) {
        List<EndpointChange> plain = switched(state.endpoints());
        List<String> names = names(plain);
        ConversationReader reader = reader(waves.delay(), waves.interval(), waves.soak(), waves.reads());
        Supplier<ObjectId> released = remembered(() -> atTarget.required().id());
        List<Change> watched = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            Set<String> others = Set.copyOf(names.subList(i + 1, names.size()));
            List<Watched> made = plain.subList(0, i + 1).stream()
                    .<Watched>map(change -> new WatchedEndpoint(
                            change,
                            released,
                            arms -> waves.options(names.size(), arms.ratioBefore(waves.soak())),
                            waves.interval(),
                            names,
                            reader,
                            others))
                    .toList();
            int last = i;
            watched.add(plain.get(i)
                    .followedBy(
                            "wave " + (i + 1) + " of " + names.size() + ", watched for " + Time.inWords(waves.soak()),
                            () -> new WaveProgression(made.get(last), made.subList(0, last))));
        }
        return watched;
    }

    /** Returns the switch of the canary's endpoint, its rising share, the other switches, and the end of its share. */
    private List<Change> afterCanary(RoutedCanary canary) {
        EndpointChange first = switchOf(state.canary().orElseThrow());
        List<String> names = names(switched(state.endpoints()));
        WatchedEndpoint arms = new WatchedEndpoint(
                first,
                remembered(() -> atTarget.required().id()),
                unused -> canary.options(),
                canary.interval(),
                names,
                reader(canary.delay(), canary.interval(), canary.interval(), canary.reads()),
                Set.copyOf(names));
        TrafficRouter required = router.orElseThrow(() -> new ResumeRefusedException(
                "The release has a canary, but the pipeline has no router. Give it the router of the release."));
        RouterChange share = new RouterChange(required, canary, arms);
        List<Change> all = new ArrayList<>(List.of(first, share));
        all.addAll(switches());
        all.add(share.end());
        return all;
    }

    /** Returns a supplier that keeps a value once it is known. */
    private static <T> Supplier<T> remembered(Supplier<T> first) {
        AtomicReference<Optional<T>> known = new AtomicReference<>(Optional.empty());
        return () -> known.updateAndGet(value -> value.or(() -> Optional.of(first.get())))
                .orElseThrow();
    }

    private static String stays(ReleasedSnapshot snapshot) {
        return snapshot + ", if it was made, stays";
    }

    // ---------------------------------------------------------------- the snapshot in the source

    private Mutation make() {
        Project project = state.source().project();
        SnapshotName name = ReleasedSnapshot.nameOf(release.name(), state, runId);
        String text = release.description().orElse("Released to " + release.targetStage()) + " "
                + ProjectSnapshot.mark(runId);
        return new TaskMutation(
                source,
                project,
                "make snapshot \"" + name + "\" of " + project.name(),
                () -> Ready.task(() -> source.snapshots().create(new SnapshotRequest(project.id(), name, text))),
                new Trace(
                        "create",
                        () -> task -> TaskMutation.says(task, "name", name.text()),
                        () -> found(atSource),
                        true,
                        isMarked()),
                end -> there(
                        atSource,
                        made -> new Verdict.Pass("snapshot " + made.name() + " is in " + project.name(), facts(made))));
    }

    /** Returns whether the snapshot's name has the run's id; other people can use any other name. */
    private boolean isMarked() {
        return release.name().isEmpty() && release.snapshot().isEmpty();
    }

    /** Judges the snapshot, which must be there. */
    private static Verdict there(ReleasedSnapshot snapshot, Function<Snapshot, Verdict> judgement) {
        return snapshot.find()
                .filter(snapshot::isOurs)
                .map(judgement)
                .orElseGet(() -> Verdict.fail("there is no " + snapshot + " that this run made"));
    }

    private static List<String> found(ReleasedSnapshot snapshot) {
        return snapshot.find().filter(snapshot::isOurs).map(there -> "snapshot " + there.id()).stream()
                .toList();
    }

    private static List<Evidence> facts(Snapshot snapshot) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of(Fact.SNAPSHOT_ID, "snapshot", snapshot.id()));
        snapshot.hash().ifPresent(hash -> facts.add(Evidence.of(Fact.SNAPSHOT_HASH, "hash", hash)));
        return facts;
    }

    // ---------------------------------------------------------------- its file

    private Mutation pack() {
        return new Packaging(
                        source, state.source().project(), () -> atSource.find().filter(atSource::isOurs))
                .mutation("prepare the file of " + atSource);
    }

    private Mutation transfer() {
        Project project = state.target().project();
        String fileName = runId + ".csnap";
        return new TaskMutation(
                target,
                project,
                "transfer " + atSource + " to " + project.name(),
                () -> archive.map(place -> kept(place, fileName)).orElseGet(() -> downloaded(fileName)),
                new Trace(
                        "upload",
                        () -> task -> TaskMutation.says(task, "fileName", fileName),
                        () -> found(atTarget),
                        true,
                        isMarked()),
                end -> there(atTarget, received -> compared(atSource.required(), received)));
    }

    private Ready kept(Archive place, String fileName) {
        SnapshotFile file = place.keep(
                fileName, path -> source.files().download(atSource.required().id(), path));
        List<Evidence> about = new ArrayList<>(about(file));
        about.add(Evidence.of(Fact.FILE_PATH, "kept as", file.path()));
        return Ready.task(() -> target.files().upload(state.target().id(), file), about.toArray(Evidence[]::new));
    }

    private static List<Evidence> about(SnapshotFile file) {
        return List.of(
                Evidence.of(Fact.FILE_BYTES, "bytes", file.bytes()),
                Evidence.of(Fact.FILE_SHA256, "SHA-256", file.sha256()));
    }

    private Ready downloaded(String fileName) {
        ObjectId id = atSource.required().id();
        TransferFolder folder = TransferFolder.create(runId);
        SnapshotFile file;
        try {
            file = source.files().download(id, folder.file(fileName));
        } catch (RuntimeException | Error e) {
            folder.remove();
            throw e;
        }
        return Ready.task(() -> uploaded(file, folder), about(file).toArray(Evidence[]::new));
    }

    private AcceptedTask uploaded(SnapshotFile file, TransferFolder folder) {
        try {
            return target.files().upload(state.target().id(), file);
        } finally {
            folder.remove();
        }
    }

    private Verdict compared(Snapshot sent, Snapshot received) {
        Findings findings = new Findings();
        facts(received).forEach(findings::note);
        sent.hash().ifPresent(hash -> findings.note("hash in " + state.source().name(), hash));
        otherHash(sent, received).filter(doubt -> release.requiresSameHash()).ifPresent(findings::against);
        if (!atTarget.content(received).hasReferencesOf(atSource.content(sent))) {
            findings.against("the flows and locales differ from those in "
                    + state.source().name());
        }
        return findings.verdict(received.name() + " is in " + state.target().name() + " with the flows and locales of "
                + state.source().name());
    }

    /** Returns why the hashes do not show that both snapshots are the same; empty if they do. */
    private Optional<String> otherHash(Snapshot sent, Snapshot received) {
        if (sent.hash().isEmpty() || received.hash().isEmpty()) {
            return Optional.of("the platform does not state the hash of both snapshots");
        }
        return sent.hash().equals(received.hash())
                ? Optional.empty()
                : Optional.of("the hash in " + state.target().name() + " differs from that in "
                        + state.source().name());
    }

    /** Judges whether the snapshot has what the endpoints refer to, and reports a difference of the hashes. */
    private Verdict references(Applied applied) {
        Snapshot there = atTarget.required();
        Verdict verdict = atTarget.content(there).judge(release.flow(), release.locale(), state);
        Optional<String> doubt = state.transfers() ? otherHash(atSource.required(), there) : Optional.empty();
        return verdict instanceof Verdict.Pass && doubt.isPresent()
                ? new Verdict.Pass(verdict.reason(), verdict.evidence(), List.of(doubt.get()))
                : verdict;
    }

    // ---------------------------------------------------------------- playbooks

    private Mutation run(Playbook playbook) {
        return new TaskMutation(
                target,
                state.target().project(),
                "run playbook " + playbook.name() + " on " + atTarget,
                () -> {
                    PlaybookRunRequest request = request(atTarget.required().id());
                    return Ready.task(() -> target.playbooks().run(playbook.id(), request));
                },
                new Trace(
                        "playbook",
                        () -> {
                            String snapshot = atTarget.required().id().text();
                            return task -> isOf(task, playbook, snapshot);
                        },
                        () -> runs(playbook).map(run -> RUN + run.id()).toList(),
                        state.present().isEmpty(),
                        true),
                end -> {
                    PlaybookRun run = run(playbook, end);
                    return Verdict.pass(
                            "playbook " + playbook.name() + " ran, " + run.status(),
                            Evidence.of(Fact.PLAYBOOK_RUN, "run", run.id()));
                },
                task -> withRun(playbook, task));
    }

    private PlaybookRunRequest request(ObjectId snapshot) {
        Endpoint first = state.endpoints().stream()
                .filter(endpoint -> state.flowOf(endpoint).isPresent()
                        && state.localeOf(endpoint).isPresent())
                .findFirst()
                .orElseThrow();
        return new PlaybookRunRequest(
                new EntryPoint.OfSnapshot(snapshot),
                state.flowOf(first).orElseThrow(),
                state.localeOf(first).orElseThrow());
    }

    private static Optional<Boolean> isOf(Task task, Playbook playbook, String snapshot) {
        Optional<Boolean> ofSnapshot = TaskMutation.says(task, "entrypoint", snapshot);
        Optional<Boolean> ofPlaybook =
                TaskMutation.says(task, "playbookId", playbook.id().text());
        if (Stream.of(ofSnapshot, ofPlaybook).anyMatch(Optional.of(false)::equals)) {
            return Optional.of(false);
        }
        return ofSnapshot.isPresent() && ofPlaybook.isPresent() ? Optional.of(true) : Optional.empty();
    }

    /** Returns the runs of a playbook on the released snapshot. */
    private Stream<PlaybookRun> runs(Playbook playbook) {
        ObjectId snapshot = atTarget.required().id();
        return StreamSupport.stream(target.lists().runs(playbook).spliterator(), false)
                .filter(run -> run.entrypoint().filter(snapshot::equals).isPresent());
    }

    /** Returns a task as it is, unless it is done and its run has not ended. */
    private Job withRun(Playbook playbook, Job task) {
        return !task.state().equals(JobState.COMPLETED)
                        || run(playbook, task).status().isTerminal()
                ? task
                : Job.of(task.id(), NOT_ENDED, Optional.empty());
    }

    private PlaybookRun run(Playbook playbook, Job job) {
        Optional<ObjectId> stated = job instanceof Task task
                ? task.playbookRunId()
                : Optional.of(job.id())
                        .filter(id -> id.startsWith(RUN))
                        .map(id -> new ObjectId(id.substring(RUN.length())));
        if (stated.isPresent()) {
            return target.playbooks().getRun(playbook.id(), stated.get());
        }
        List<PlaybookRun> all = runs(playbook).toList();
        if (all.size() != 1) {
            throw new CallFailedException(
                    "",
                    OutcomeClass.UNKNOWN,
                    "which run of playbook " + playbook.name() + " is the one of task " + job.id()
                            + " is not stated: there are " + all.size() + " on " + atTarget,
                    null);
        }
        return all.get(0);
    }

    /** Judges the runs of all playbooks, whose operations are the last ones. */
    private Verdict playbooks(Applied applied) {
        List<Playbook> playbooks = state.playbooks();
        List<String> operations = applied.operationIds()
                .subList(
                        applied.operationIds().size() - playbooks.size(),
                        applied.operationIds().size());
        Findings findings = new Findings();
        for (int i = 0; i < playbooks.size(); i++) {
            Playbook playbook = playbooks.get(i);
            PlaybookRun run = run(playbook, job(operations.get(i)));
            findings.note("playbook " + playbook.name(), run.status());
            if (!run.status().isTerminal()) {
                findings.open("run " + run.id() + " of playbook " + playbook.name() + " has not ended, it is "
                        + run.status());
            } else if (!run.status().equals(RunStatus.SUCCESSFUL)) {
                findings.against("run " + run.id() + " of playbook " + playbook.name() + " " + run.status());
            }
        }
        return findings.verdict("every playbook succeeded on " + atTarget);
    }

    private Job job(String operation) {
        return operation.startsWith(RUN)
                ? Job.of(operation, JobState.COMPLETED, Optional.empty())
                : target.tasks().get(new ObjectId(operation));
    }
}
