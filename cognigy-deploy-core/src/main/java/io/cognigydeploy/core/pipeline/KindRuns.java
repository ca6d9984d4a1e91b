package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.PlanRefusedException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunWork;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.journal.Standstill;
import io.cognigydeploy.core.json.CanonicalForm;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.record.Deliveries;
import io.cognigydeploy.core.record.PlanFile;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.text.RunMarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans, runs, resumed runs and rollbacks of one kind of deployment.
 *
 * @param <S> the type of the target's state
 */
record KindRuns<D extends Deployment, S>(
        Kind<D, S> kind,
        List<Check<Plan>> gates,
        List<Runner.VerificationStep> verifications,
        RunPolicy policy,
        RunStore store,
        Standstill standstill) {

    private static final Logger log = LoggerFactory.getLogger(KindRuns.class);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    Platform platform() {
        return kind.platform();
    }

    /** Carries out work for a run on this thread. Its log lines name the run, and the listeners have entered it. */
    @SuppressWarnings("try") // marks and scope are set, not used
    Report during(String runId, String target, Supplier<Report> work) {
        try (RunMarks marks = RunMarks.of(runId, kind.name(), target);
                EventListener.Scope scope = policy.enter(
                        RunWork.of(runId, kind.name(), target), platform().secrets())) {
            return work.get();
        }
    }

    Plan plan(D deployment) {
        keepSecrets(deployment);
        S state = kind.observe(deployment);
        return plan(
                deployment,
                state,
                fingerprint(deployment, state),
                OptionalLong.of(platform().time().nanoTime()));
    }

    /** Returns the plan of a run from its journal. Journals of format 1 have another form of fingerprint. */
    private Plan plan(D deployment, S state, Journal.Planned planned) {
        String first = CanonicalForm.of(facts(deployment, state)).sha256Hex();
        boolean isFirst = planned.fingerprint().equals(first);
        return plan(deployment, state, isFirst ? first : fingerprint(deployment, state), OptionalLong.empty());
    }

    private Plan plan(D deployment, S state, String fingerprint, OptionalLong readAt) {
        List<String> changes = kind.changes(deployment, state).stream()
                .map(change -> hide(change.apply().description()))
                .toList();
        return new Plan(
                this,
                platform(),
                deployment,
                kind.target(deployment, state),
                kind.describe(state).stream()
                        .map(fact -> new Evidence(hide(fact.name()), hide(fact.value())))
                        .toList(),
                changes,
                gateNames(deployment, state).stream().map(this::hide).toList(),
                kind.leastTime(deployment, state),
                fingerprint,
                state,
                readAt,
                Optional.empty(),
                Optional.empty());
    }

    PlanFile file(Plan plan, List<CheckResult> judged, Duration validFor) {
        D deployment = kind.deploymentType().cast(plan.deployment());
        Journal.Planned planned =
                planned("", deployment, plan.target(), new POJONode(plan.observed()), plan.fingerprint());
        Instant now = platform().time().now();
        return new PlanFile(
                kind.name(),
                platform().name(),
                planned.target(),
                hide(deployment.describe()),
                planned.deployment(),
                planned.deploymentSha256(),
                planned.secretsHidden(),
                planned.state(),
                planned.fingerprint(),
                plan.changes(),
                judged,
                planned.options(),
                now,
                now.plus(validFor));
    }

    /** Returns the plan of a file. A run of it compares the target with the state in the file. */
    Plan plan(PlanFile file, UnaryOperator<D> completion) {
        if (!file.kind().equals(kind.name())) {
            throw new PlanRefusedException("The plan is of kind " + file.kind() + ", but this pipeline is for "
                    + kind.name() + ". Use the pipeline that made the plan.");
        }
        if (!isPlatform(file.platform())) {
            throw new PlanRefusedException("The plan was made for " + address(file.platform())
                    + ", but the platform that is given now is "
                    + address(platform().name())
                    + ". Give the same one, or make a new plan.");
        }
        D deployment = completed(file, completion);
        S state = planned(file.state(), kind.stateType());
        Plan plan = plan(deployment, state, fingerprint(deployment, state), OptionalLong.empty());
        if (!plan.fingerprint().equals(file.fingerprint()) || !plan.changes().equals(file.changes())) {
            throw new PlanRefusedException("This pipeline would not carry out the same plan: it has other gates,"
                    + " verifications or options than the one that made the plan, or is of another version, or an"
                    + " address of the deployment has changed. Make a new plan.");
        }
        return plan(deployment, state, plan.fingerprint(), seen(deployment, state))
                .until(file.expires());
    }

    /** Returns when the target was seen to be as planned. Empty if it was not; a run then finds out and reports why. */
    private OptionalLong seen(D deployment, S planned) {
        try {
            return difference(planned, kind.observeAgain(deployment, planned)).isEmpty()
                    ? OptionalLong.of(platform().time().nanoTime())
                    : OptionalLong.empty();
        } catch (CognigyException e) {
            return OptionalLong.empty();
        }
    }

    private D completed(PlanFile file, UnaryOperator<D> completion) {
        D kept = planned(file.deployment(), kind.deploymentType());
        if (!file.secretsHidden()) {
            return kept;
        }
        D complete = completion.apply(kept);
        keepSecrets(complete);
        if (!isTheSame(complete, file.deploymentSha256())) {
            throw new PlanRefusedException(
                    "The deployment of the plan has secrets, which a file does not keep, and those"
                            + " that are given now are " + (complete.equals(kept) ? "none" : "others")
                            + ". Give the same ones again, or make a new plan.");
        }
        return complete;
    }

    private static <T> T planned(JsonNode json, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new PlanRefusedException(
                    "The plan cannot be read: " + e.getOriginalMessage() + ". Make a new plan.", e);
        }
    }

    private String hide(String outside) {
        return Redaction.without(platform().secrets(), outside);
    }

    /** Returns an option whose value has no secrets. */
    private String hideValue(String option) {
        int value = option.indexOf('=') + 1;
        return option.substring(0, value) + hide(option.substring(value));
    }

    /** Registers the deployment's secrets, so that no text from outside can put them into a message or a record. */
    private void keepSecrets(D deployment) {
        Redaction.secretsOf(Json.tree(deployment)).forEach(platform().secrets()::add);
    }

    List<Check<Plan>> gates(Plan plan) {
        return gatesOf(kind.deploymentType().cast(plan.deployment()), state(plan));
    }

    private List<Check<Plan>> gatesOf(D deployment, S state) {
        return Stream.concat(gates.stream(), kind.gates(deployment, state).stream())
                .toList();
    }

    @SuppressWarnings("try") // the marks are set, not used
    Report run(Plan plan, String runId) {
        D deployment = kind.deploymentType().cast(plan.deployment());
        keepSecrets(deployment);
        // A plan may have another target than its deployment.
        try (RunMarks marks = RunMarks.of(runId, kind.name(), plan.target());
                Lease lease = lease(plan.target(), runId)) {
            Journal.Planned planned =
                    planned(runId, deployment, plan.target(), new POJONode(plan.observed()), plan.fingerprint());
            try (Journal journal = Journal.create(store, lease, planned, standstill)) {
                return execute(plan, deployment, state(plan), journal, Runner::run);
            }
        }
    }

    private Journal.Planned planned(String runId, D deployment, String target, JsonNode state, String fingerprint) {
        ObjectNode whole = Json.tree(deployment);
        ObjectNode shown = Redaction.redacted(whole);
        return new Journal.Planned(
                runId,
                kind.name(),
                target,
                shown,
                CanonicalJson.sha256Hex(Redaction.withoutAddresses(whole)),
                !shown.equals(whole),
                state,
                fingerprint,
                policy.options().stream().map(this::hideValue).toList());
    }

    /** Records a run without a plan, because the plan could not be made. */
    Report unplanned(D deployment, String runId, Throwable failure) {
        Journal.Planned planned = planned(
                runId, deployment, deployment.target(), Json.MAPPER.createObjectNode(), Journal.Planned.NO_PLAN);
        try (Lease lease =
                        Lease.forRecordsOnly(planned.target(), runId, platform().time());
                Journal journal = Journal.create(store, lease, planned, standstill)) {
            return unplanned(journal, deployment, failure);
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    private Report unplanned(Journal journal, D deployment, Throwable failure) {
        EventRecorder recorder = recorder(journal);
        recorder.emit(Runner.begun(
                recorder, policy, platform(), deployment, journal.planned().fingerprint(), List.of(), gates));
        Instant now = platform().time().now();
        Outcome end;
        if (failure instanceof CallInterruptedException) {
            end = new Outcome.Cancelled("before the first change");
        } else {
            Verdict verdict = CheckRunner.unread("could not be made: ", failure);
            recorder.emit(new Event.CheckJudged(now, Event.Phase.GATE, "plan", verdict, Duration.ZERO));
            end = new Outcome.Rejected("plan: " + verdict.reason());
        }
        recorder.emitAnyway(
                new Event.RunFinished(now, end, Optional.of(platform().name())));
        return report(journal, recorder, Outbox::deliver);
    }

    Report resume(String runId, Optional<D> again) {
        return resumed(runId, journal -> deployment(journal, again));
    }

    Report resume(String runId, UnaryOperator<D> completion) {
        return resumed(runId, journal -> completed(journal, completion));
    }

    private D completed(Journal journal, UnaryOperator<D> completion) {
        return journal.planned().secretsHidden()
                ? deployment(journal, Optional.of(completion.apply(kept(journal))))
                : kept(journal);
    }

    private Report resumed(String runId, Function<Journal, D> source) {
        return ofEarlier(runId, journal -> {
            if (journal.content().isSettled()) {
                return report(journal, recorder(journal), Outbox::deliver);
            }
            D deployment = source.apply(journal);
            if (!journal.planned().hasPlan()) {
                return unplanned(
                        journal, deployment, new ResumeRefusedException("the process ended before. Begin a new run."));
            }
            requirePlatform(journal.content());
            S state = state(journal.planned().state());
            return execute(plan(deployment, state, journal.planned()), deployment, state, journal, Runner::run);
        });
    }

    Report undo(String runId, Optional<D> again) {
        return undone(runId, journal -> deployment(journal, again));
    }

    Report undo(String runId, UnaryOperator<D> completion) {
        return undone(runId, journal -> completed(journal, completion));
    }

    private Report undone(String runId, Function<Journal, D> source) {
        return ofEarlier(runId, journal -> {
            requirePlatform(journal.content());
            if (!journal.planned().hasPlan()) {
                throw new ResumeRefusedException(
                        "Run " + runId + " has no plan, so it changed nothing; there is nothing that could be undone.");
            }
            D deployment = source.apply(journal);
            S state = state(journal.planned().state());
            Optional<Consumer<Runner>> undoing =
                    undoing(runId, journal.content().outcome(), kind.changesOf(runId, deployment, state));
            return undoing.isEmpty()
                    ? report(journal, recorder(journal), Outbox::deliver)
                    : execute(plan(deployment, state, journal.planned()), deployment, state, journal, undoing.get());
        });
    }

    /** Carries out work for an earlier run whose target is taken for it. */
    private Report ofEarlier(String runId, Function<Journal, Report> work) {
        Journal.Content found = Journal.read(store, runId, () -> audited(runId));
        requireKind(found.planned());
        return during(runId, found.planned().target(), () -> {
            try (Lease lease = lease(found);
                    Journal journal = open(lease)) {
                return work.apply(journal);
            }
        });
    }

    /**
     * Returns how a run is undone. Empty if its end stands, because it has left nothing to undo.
     *
     * @throws ResumeRefusedException if that would discard a later change, no change can be undone, or there is nothing to
     *     undo and the target is not as before
     */
    private Optional<Consumer<Runner>> undoing(String runId, Optional<Outcome> end, List<Change> changes) {
        // Only a run that succeeded has certainly reached each change.
        boolean madeForSure = end.filter(Outcome::isSuccess).isPresent();
        boolean mayBeUnderWay = end.isEmpty() || end.get() instanceof Outcome.Unknown;
        boolean wasMade = madeForSure
                || end.filter(Outcome.RollbackFailed.class::isInstance).isPresent();
        Optional<String> asBefore = mayBeUnderWay ? Optional.empty() : wasMade ? takenBack(changes) : asItWas(changes);
        if (asBefore.isPresent()) {
            String seen = asBefore.get();
            return wasMade ? Optional.of(runner -> runner.undone(seen)) : Optional.empty();
        }
        if (!madeForSure && !mayBeUnderWay) {
            throw new ResumeRefusedException("Run " + runId + " ended as "
                    + end.get().getClass().getSimpleName()
                    + "; there is nothing that could be undone, and the target was not seen as before it.");
        }
        if (madeForSure && !changes.isEmpty() && changes.stream().noneMatch(KindRuns::isReversible)) {
            List<String> reasons = changes.stream()
                    .map(change -> change.keptOnRollback().orElseGet(change::irreversibleReason))
                    .distinct()
                    .toList();
            throw new ResumeRefusedException("Run " + runId + " cannot be undone: " + Listing.clauses(reasons)
                    + ". Bring back by hand what is wanted there.");
        }
        for (Change change : changes) {
            if (change.stillApplied() instanceof Verdict.Fail other
                    && (madeForSure || change.unchanged() instanceof Verdict.Fail)) {
                throw new ResumeRefusedException("Run " + runId + " is not undone: " + other.reason() + ".");
            }
        }
        return Optional.of(Runner::undo);
    }

    /**
     * Returns how the target shows that it is as before the run. Empty if it does not show that for each change that is not
     * kept, or there is no such change.
     */
    private static Optional<String> asItWas(List<Change> changes) {
        List<Verdict> all = revertible(changes).map(Change::unchanged).toList();
        return all.isEmpty() || !all.stream().allMatch(Verdict.Pass.class::isInstance)
                ? Optional.empty()
                : Optional.of(Listing.clauses(all.stream().map(Verdict::reason).toList()));
    }

    private static boolean isReversible(Change change) {
        return change.keptOnRollback().isEmpty()
                && !change.revert("", Change.Cause.of("undone on request")).isEmpty();
    }

    private static Stream<Change> revertible(List<Change> changes) {
        return changes.stream().filter(change -> change.keptOnRollback().isEmpty());
    }

    /** Returns how the target shows that changes that were made are gone, also when reads no longer lag behind. */
    private Optional<String> takenBack(List<Change> changes) {
        // While a change is partly in place, the earlier version may still be live.
        boolean isGone = asItWas(changes).isPresent()
                && revertible(changes).allMatch(change -> change.stillApplied() instanceof Verdict.Fail);
        return isGone
                ? Runner.toTheEnd(() -> {
                    platform().time().sleep(policy.settle());
                    return asItWas(changes);
                })
                : Optional.empty();
    }

    /** Takes the target of an earlier run. */
    private Lease lease(Journal.Content found) {
        String runId = found.planned().runId();
        try {
            return lease(found.planned().target(), runId);
        } catch (TargetBusyException e) {
            throw new TargetBusyException(e, runId, found.underWay());
        }
    }

    Deliveries deliverPending(RunQuery query, Predicate<RunSummary> which) {
        List<Report> reports = new ArrayList<>();
        List<Deliveries.Left> left = new ArrayList<>();
        List<RunSummary> oldestFirst = new ArrayList<>(store.runs(query));
        Collections.reverse(oldestFirst);
        oldestFirst.removeIf(which.negate());
        for (RunSummary run : oldestFirst) {
            String runId = run.runId();
            try {
                deliverPending(run).ifPresent(reports::add);
            } catch (TargetBusyException | DamagedRecordException | ResumeRefusedException | UncheckedIOException e) {
                log.warn("The report of run {} is not delivered: {}", runId, e.getMessage());
                left.add(new Deliveries.Left(runId, e));
            }
        }
        return new Deliveries(reports, left);
    }

    @SuppressWarnings("try") // the marks are set, not used
    private Optional<Report> deliverPending(RunSummary run) {
        boolean isOurs = run.kind().equals(kind.name()) && run.status() == RunStatus.ENDED;
        if (!isOurs && run.status() != RunStatus.DAMAGED) {
            return Optional.empty();
        }
        String runId = run.runId();
        Journal.Content found = Journal.read(store, runId, () -> audited(runId));
        if (!found.planned().kind().equals(kind.name()) || !found.isSettled()) {
            return Optional.empty();
        }
        String target = found.planned().target();
        try (RunMarks marks = RunMarks.of(runId, kind.name(), target);
                Lease lease = lease(target, runId);
                Journal journal = open(lease)) {
            return Optional.of(report(journal, recorder(journal), Outbox::deliverDue));
        }
    }

    /** Returns the number of a run's records in its audit logs; the highest, if they differ. */
    private long audited(String runId) {
        long most = 0;
        for (AuditSink sink : policy.audits()) {
            try {
                most = Math.max(most, sink.kept(runId));
            } catch (IOException e) {
                throw new UncheckedIOException(sink.name() + " could not be read: " + e.getMessage(), e);
            }
        }
        return most;
    }

    private EventRecorder recorder(Journal journal) {
        return new EventRecorder(journal, platform().secrets(), policy);
    }

    /** Takes a target, and tries again every second until the patience is over or the thread is interrupted. */
    private Lease lease(String target, String runId) {
        Time time = platform().time();
        long start = time.nanoTime();
        while (true) {
            try {
                return store.lease(target, runId, time);
            } catch (TargetBusyException e) {
                Duration left = policy.waitForTarget().minusNanos(time.nanoTime() - start);
                if (left.isNegative() || left.isZero()) {
                    throw e;
                }
                log.info("Run {} waits for target {}, which is taken by {}", runId, target, e.owner());
                try {
                    time.sleep(left.compareTo(BETWEEN_TRIES) < 0 ? left : BETWEEN_TRIES);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private Journal open(Lease lease) {
        Journal journal = Journal.open(store, lease, () -> audited(lease.runId()), standstill);
        try {
            requireKind(journal.planned());
        } catch (ResumeRefusedException e) {
            journal.close();
            throw e;
        }
        return journal;
    }

    private void requireKind(Journal.Planned planned) {
        if (!planned.kind().equals(kind.name())) {
            throw new ResumeRefusedException("Run " + planned.runId() + " is of kind " + planned.kind()
                    + "; this pipeline is for " + kind.name() + ".");
        }
    }

    /** Refuses another platform than that of the run's beginning. Its ids may be those of other things, as in a copy. */
    private void requirePlatform(Journal.Content content) {
        Optional<String> begun =
                content.state().started().flatMap(Event.RunStarted::platform).map(this::address);
        String now = address(platform().name());
        if (begun.isPresent() && !begun.get().equals(now)) {
            throw new ResumeRefusedException(
                    "Run " + content.planned().runId() + " was planned for " + begun.get()
                            + ", but the platform that is given now is " + now + ". Give the same one again.",
                    content.underWay());
        }
    }

    /** Returns whether a name that a run has recorded is that of this platform. */
    boolean isPlatform(String recorded) {
        return address(recorded).equals(address(platform().name()));
    }

    /** Returns the name of a platform without the mark of a fake, which only its first answer shows. */
    private String address(String name) {
        return hide(name.startsWith(Platform.FAKE) ? name.substring(Platform.FAKE.length()) : name);
    }

    private D deployment(Journal journal, Optional<D> again) {
        Journal.Planned planned = journal.planned();
        again.ifPresent(this::keepSecrets);
        if (again.isPresent()) {
            if (!isTheSame(again.get(), planned.deploymentSha256())) {
                throw new ResumeRefusedException(
                        "Run " + planned.runId() + " was begun with another deployment than the one that is given now."
                                + " Give the same one again.",
                        journal.content().underWay());
            }
            return again.get();
        }
        if (planned.secretsHidden()) {
            throw new ResumeRefusedException(
                    "The deployment of run " + planned.runId()
                            + " has secrets, which the journal does not keep. Give the"
                            + " same deployment again; on the command line, --resume with the same options.",
                    journal.content().underWay());
        }
        return kept(journal);
    }

    /** Returns the journal's deployment, its secrets hidden. */
    private D kept(Journal journal) {
        Journal.Planned planned = journal.planned();
        return read(planned.deployment(), kind.deploymentType(), "The deployment of run " + planned.runId());
    }

    private S state(Plan plan) {
        return kind.stateType().cast(plan.observed());
    }

    private S state(JsonNode json) {
        return read(json, kind.stateType(), "The state in the journal");
    }

    private static <T> T read(JsonNode json, Class<T> type, String what) {
        try {
            return Json.MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new ResumeRefusedException(what + " cannot be read: " + e.getOriginalMessage());
        }
    }

    /**
     * Returns whether a deployment is the planned one. Secrets in addresses are not compared: they may have been
     * changed since.
     */
    private boolean isTheSame(D again, String sha256) {
        ObjectNode given = Json.tree(again);
        return sha256.equals(CanonicalJson.sha256Hex(Redaction.withoutAddresses(given)))
                // The hash of earlier versions.
                || sha256.equals(CanonicalJson.sha256Hex(given));
    }

    private Report execute(Plan plan, D deployment, S state, Journal journal, Consumer<Runner> what) {
        Runner.Work work = new Runner.Work(
                plan.inRun(journal.planned().runId()),
                kind.changesOf(journal.planned().runId(), deployment, state),
                gatesOf(deployment, state),
                verifications,
                manifest -> kind.addTo(manifest, deployment, state),
                () -> difference(state, kind.observeAgain(deployment, state)));
        EventRecorder recorder = recorder(journal);
        if (journal.content().outcome().isEmpty()) {
            Lease lease = journal.lease();
            lease.takenFrom().ifPresent(from -> {
                log.info("Run {} is taken over from {}", lease.runId(), Printable.shown(from));
                recorder.emit(new Event.RunTakenOver(platform().time().now(), lease.owner(), from));
            });
        }
        what.accept(new Runner(
                policy, work, journal, recorder, new RunDeadline(platform().time(), policy.deadline())));
        return report(journal, recorder, Outbox::deliver);
    }

    private Report report(Journal journal, EventRecorder recorder, BiConsumer<Outbox, Report> delivery) {
        Report before = Report.of(recorder.state(), journal, kind);
        if (!recorder.isOvertaken()) {
            delivery.accept(new Outbox(platform(), policy, recorder), before);
        }
        Report report = Report.of(recorder.state(), journal, kind);
        report.writeTo(journal);
        return report;
    }

    /** Returns how the target differs from before, in the words of the plan. */
    private Optional<String> difference(S before, S now) {
        if (CanonicalForm.of(before).sha256Hex().equals(CanonicalForm.of(now).sha256Hex())) {
            return Optional.empty();
        }
        List<Evidence> facts = kind.describe(before);
        String changed = kind.describe(now).stream()
                .filter(fact -> !facts.contains(fact))
                .map(fact -> fact
                        + facts.stream()
                                .filter(was -> was.name().equals(fact.name()))
                                .findFirst()
                                .map(was -> " (was " + was.value() + ")")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        return Optional.of(changed.isEmpty() ? "its contents" : changed);
    }

    private List<String> gateNames(D deployment, S state) {
        return gatesOf(deployment, state).stream().map(Check::name).toList();
    }

    private ObjectNode facts(D deployment, S state) {
        ObjectNode facts = Json.MAPPER.createObjectNode();
        facts.put("kind", kind.name());
        facts.set("deployment", Json.tree(deployment));
        facts.putPOJO("state", state);
        return facts;
    }

    private String fingerprint(D deployment, S state) {
        ObjectNode all = facts(deployment, state);
        gateNames(deployment, state).forEach(all.putArray("gates")::add);
        ArrayNode verified = all.putArray("verifications");
        verifications.forEach(each -> verified.addObject()
                .put("name", each.check().name())
                .put("then", each.then().name()));
        return CanonicalForm.of(all).sha256Hex();
    }
}
