package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.Witness.End;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One course of a run that a seed has drawn: its kind, the ways of its platform, the rules of its pipeline, and the faults,
 * deaths and damages that it meets. It is carried out in virtual time, resumed after each death, perhaps undone, and what
 * its report says is held against the platform's own state.
 */
final class Schedule<D extends Deployment> extends Detour {

    /** @param problems what is not as it has to be; empty if all is well */
    record ScheduleResult(
            long seed, String kind, List<String> ingredients, String outcome, int deaths, List<String> problems) {

        @Override
        public String toString() {
            return "seed " + seed + ", " + kind + ", " + ingredients + ", " + deaths + " deaths, " + outcome + ":\n    "
                    + String.join("\n    ", problems);
        }
    }

    private static final Pattern FLOW = Pattern.compile("(?<=\"id\":\")flow_[abc]|(?<=/flows/)flow_[abc](?=/rollback)");

    final ReleaseExample<D> example;
    final Random random;
    final FakeCognigy fake;
    final Path records;

    /** What the run ought to come to if nothing disturbs it; absent if that is not said. */
    Optional<End> expected = Optional.of(End.SUCCEEDED);

    /** Whether nothing disturbs the run, so that it has to end as expected. */
    boolean isCalm = true;

    /** Whether the work of the platform that a change asks for comes to a good end. */
    boolean jobWorks = true;

    boolean jobIsApplied = true;
    boolean rollbackWorks = true;
    boolean isVerified = true;
    boolean damageIsDue;

    /** Whether the next death takes with it what was not forced to the disk. */
    boolean powerIsCut;

    boolean auditIsDamaged;
    Optional<String> fallback = Optional.empty();

    /** Whether the fallback is the version itself, so that nothing is sent. */
    boolean isFallbackRefused;

    /** What the platform calls a deployment that is running. */
    Optional<String> wordForRunning = Optional.empty();

    /** The version that another deployment brings into the target. */
    Optional<String> theirs = Optional.empty();

    JobScript script;

    private final long seed;
    private final Witness witness;
    private final PowerCut power;
    private final RunMemory memory;
    private final List<String> ingredients = new ArrayList<>();
    private final List<Consumer<ReleaseFixture<D>>> rules = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final Deque<Consumer<Schedule<?>>> disturbances = new ArrayDeque<>();
    private int exchanges;
    private int events;
    private int interruptAt;
    private int cancelAt;
    private int deaths;
    private boolean isAudited;
    private boolean hasChanged;
    private boolean isLeftToAPerson;
    private boolean wasDiskFull;
    private Optional<Run> handle = Optional.empty();

    private Schedule(ReleaseExample<D> example, long seed, Random random, Path records, StoreKind store) {
        this.example = example;
        this.seed = seed;
        this.random = random;
        this.records = records;
        this.fake = example.world().get();
        this.power = new PowerCut(fake);
        this.memory = store.memory(records, power, fake.time());
        this.witness = new Witness(example, fake, power, memory);
        this.script = isOf("canary") ? JobScript.states("running") : JobScript.completes();
    }

    /** Draws the schedule of a seed, and carries it out. */
    static ScheduleResult run(long seed, StoreKind store, Path folder) throws InterruptedException {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<ReleaseExample<?>> examples = ReleaseExample.all();
        ReleaseExample<?> example = examples.get(random.nextInt(examples.size()));
        return new Schedule<>(example, seed, random, folder.resolve("records"), store).run();
    }

    boolean isOf(String... kinds) {
        return List.of(kinds).contains(example.name());
    }

    /** Adds a rule to the pipeline of every life of the run. */
    void rule(UnaryOperator<DeploymentPipeline.Builder<D>> change) {
        rules.add(fixture -> fixture.with(change));
    }

    /** Does something to the fixture in every life of the run. */
    void each(Consumer<ReleaseFixture<D>> change) {
        rules.add(change);
    }

    void audited() {
        isAudited = true;
    }

    boolean isAudited() {
        return isAudited;
    }

    /** Disturbs the next life of the run that is not disturbed yet. */
    void disturb(Consumer<Schedule<?>> how) {
        isCalm = false;
        disturbances.add(how);
    }

    void fault(Fault... faults) {
        fake.fail(faults);
    }

    void dieBefore(int exchange) {
        power.atExchange(exchange, false);
    }

    void dieAfter(int exchange) {
        power.atExchange(exchange, true);
    }

    void dieAfterEvent(int number) {
        power.afterEvent(number);
    }

    void interruptAt(int exchange) {
        exchanges = 0;
        interruptAt = exchange;
    }

    void cancelAt(int event) {
        events = 0;
        cancelAt = event;
    }

    RunMemory memory() {
        return memory;
    }

    void mishap(UnreliableDatabase.Mishap how, int execution) {
        memory.database().orElseThrow().at(execution, how);
        wasDiskFull |= how == UnreliableDatabase.Mishap.FULL_FOR_LONG;
    }

    /** Returns whether the store has failed in a way that a call of it may report. */
    private boolean hasStoreFailed() {
        return wasDiskFull
                || memory.database().filter(UnreliableDatabase::wasStruck).isPresent();
    }

    void diskIsFullAt(int record) {
        memory.fullAt(record);
        wasDiskFull = true;
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    @Override
    protected FileTransport onwards() {
        return witness;
    }

    @Override
    protected Response pass(Request request, Passage rest) throws IOException, InterruptedException {
        if (++exchanges == interruptAt) {
            Thread.currentThread().interrupt();
        }
        int before = witness.effects().size();
        boolean isLook = request.method().equals("GET");
        List<String> live = isLook ? List.of() : example.live().apply(fake);
        try {
            return inTheirWords(request, rest.take());
        } finally {
            if (witness.effects().size() > before && Witness.isOfAnIntent(request)) {
                requirePlanned(request, live);
            }
        }
    }

    private Response inTheirWords(Request request, Response response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (wordForRunning.isEmpty()
                || !request.uri().getPath().matches("/api/v1/deployments/[^/]+")
                || !body.contains("\"running\"")) {
            return response;
        }
        String changed = body.replace("\"running\"", '"' + wordForRunning.get() + '"');
        return new Response(response.status(), response.headers(), changed.getBytes(StandardCharsets.UTF_8));
    }

    /** The first change is made of the target as it was planned from. */
    private void requirePlanned(Request request, List<String> live) {
        if (!hasChanged && !live.equals(example.before())) {
            problems.add("sent over " + live + ", which was not planned from: " + request);
        }
        hasChanged = true;
    }

    Path audit() {
        return records.resolveSibling("audit.jsonl");
    }

    private ScheduleResult run() throws InterruptedException {
        ingredients.addAll(Ingredient.draw(this));
        prepare();
        String outcome;
        try {
            outcome = outcome();
        } catch (RuntimeException | Error e) {
            problems.add("threw " + e + " at " + where(e));
            outcome = e.getClass().getSimpleName();
        } finally {
            Thread.interrupted();
            power.none();
            memory.close();
        }
        return new ScheduleResult(seed, example.name(), ingredients, outcome, deaths, problems);
    }

    private static List<StackTraceElement> where(Throwable e) {
        return Stream.of(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(Schedule.class.getPackageName()))
                .limit(8)
                .toList();
    }

    private void prepare() {
        if (!rollbackWorks) {
            script = script.rollbackFails();
        }
        if (isOf("canary")) {
            fake.everyCanary(script);
        } else if (!isOf("flow bundle")) {
            fake.nextJob(script);
        }
    }

    private String outcome() throws InterruptedException {
        Optional<Report> first = firstLife();
        if (isLeftToAPerson) {
            return "left to a person";
        }
        if (first.isEmpty()) {
            if (!witness.effects().isEmpty()) {
                problems.add("planning changed something: " + witness.effects());
            }
            return "no run";
        }
        Report report = first.get();
        judge(report, expectedEnd());
        boolean isUndone = random.nextInt(3) == 0;
        if (Witness.end(report.outcome()) != End.UNDONE && isUndone && !wasDiskFull) {
            ingredients.add("undo");
            report = undo(report);
            if (isLeftToAPerson) {
                return "left to a person";
            }
        }
        again(report);
        memory.problem(report.runId()).ifPresent(problems::add);
        requireAudit(report);
        return report.outcome().getClass().getSimpleName();
    }

    private Optional<End> expectedEnd() {
        if (!isCalm || expected.isEmpty() || expected.get() != End.SUCCEEDED) {
            return isCalm ? expected : Optional.empty();
        }
        if (isFallbackRefused) {
            return Optional.of(End.UNDONE);
        }
        if (jobWorks && isVerified) {
            return Optional.of(End.SUCCEEDED);
        }
        boolean isUndoable = rollbackWorks || !jobIsApplied || fallback.isPresent();
        return isUndoable ? Optional.of(End.UNDONE) : Optional.of(End.PERSON_NEEDED);
    }

    private Optional<Report> firstLife() throws InterruptedException {
        DeploymentPipeline<D> pipeline = pipeline();
        disturbed();
        Plan plan;
        try {
            plan = pipeline.plan(deployment());
            handle = Optional.of(pipeline.start(plan, queue::add));
        } catch (CognigyException | PowerCut.Dead | IllegalArgumentException e) {
            Thread.interrupted();
            return Optional.empty();
        }
        Run run = handle.orElseThrow();
        queue.remove().run();
        Thread.interrupted();
        try {
            return Optional.of(run.await());
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof PowerCut.Dead) {
                return resumed(run.id(), life -> life.resume(run.id(), deployment()));
            }
            throw e;
        } catch (UncheckedIOException e) {
            if (!hasStoreFailed()) {
                throw e;
            }
            // A full disk can leave a run with its plan only.
            if (!wasDiskFull && !memory.runIds().isEmpty()) {
                problems.add("is said not to have begun, and is on record: " + e);
            }
            return Optional.empty();
        }
    }

    private interface Life<D extends Deployment> {
        Report live(DeploymentPipeline<D> pipeline);
    }

    /** Lives until the run has ended, however often its process dies. Absent if nothing was recorded of it. */
    private Optional<Report> resumed(String runId, Life<D> life) {
        deaths++;
        while (true) {
            power.none();
            memory.nextProcess();
            if (powerIsCut) {
                memory.losePower();
                powerIsCut = false;
            }
            boolean isDamaged = damageIsDue && memory.damage(runId);
            damageIsDue = false;
            disturbed();
            try {
                Report report = life.live(pipeline());
                Thread.interrupted();
                if (isDamaged) {
                    problems.add("a damaged record was not noticed: " + report.outcome());
                }
                return Optional.of(report);
            } catch (PowerCut.Dead e) {
                Thread.interrupted();
                deaths++;
            } catch (UncheckedIOException e) {
                Thread.interrupted();
                if (!hasStoreFailed()) {
                    throw e;
                }
            } catch (DamagedRecordException e) {
                if (!isDamaged) {
                    problems.add("threw " + e);
                }
                isLeftToAPerson = true;
                return Optional.empty();
            } catch (ResumeRefusedException e) {
                Thread.interrupted();
                if (memory.lines(runId).size() > 1) {
                    problems.add("was not resumed: " + e);
                }
                return Optional.empty();
            }
        }
    }

    private void disturbed() {
        if (!disturbances.isEmpty()) {
            disturbances.remove().accept(this);
        }
    }

    private DeploymentPipeline<D> pipeline() {
        ReleaseFixture<D> fixture = fixture();
        fixture.with(builder -> builder.listener(event -> {
            if (++events == cancelAt) {
                handle.ifPresent(Run::cancel);
            }
        }));
        return fixture.with(builder -> builder.listener(power).store(memory.open()))
                .pipeline();
    }

    private ReleaseFixture<D> fixture() {
        ReleaseFixture<D> fixture = example.setup().on(fake, this, records);
        rules.forEach(rule -> rule.accept(fixture));
        return fixture;
    }

    private D deployment() {
        return fixture().deployment;
    }

    private void judge(Report report, Optional<End> due) {
        List<String> found = witness.problems(report, otherEnd(report));
        if (wasDiskFull) {
            // Half a record is the last that a full disk took; it is cut off when the run is resumed.
            found.removeIf(problem -> problem.startsWith("Line "));
        }
        if (!rollbackWorks && areAllRollbacks(witness.repeated())) {
            // A rollback that has failed leaves what a lost one leaves, so it is sent again.
            found.removeIf(problem -> problem.startsWith("sent twice"));
        }
        found.addAll(strangeOperations(report));
        if (isCalm) {
            found.addAll(revertedInOrder());
        }
        if (!wasDiskFull && report.outcome().because().startsWith("broke off")) {
            found.add("broke off although every record could be written");
        }
        End end = Witness.end(report.outcome());
        // Some platforms leave nothing behind although their rollback failed.
        boolean isBetter = due.filter(End.PERSON_NEEDED::equals).isPresent() && end == End.UNDONE;
        if (due.isPresent() && due.get() != end && !isBetter) {
            found.add("nothing disturbed it, so it should be " + due.get());
        }
        if (!found.isEmpty()) {
            problems.addAll(found);
            problems.add(report.outcome().toString());
        }
    }

    /** What may be in the target, if not what was there before: a fallback after a rollback, another deployment's if nothing. */
    private Optional<String> otherEnd(Report report) {
        return report.outcome() instanceof Outcome.RolledBack ? fallback : theirs;
    }

    private static boolean areAllRollbacks(List<String> effects) {
        return effects.stream().allMatch(effect -> effect.contains("/rollback "));
    }

    /** Flows are taken back in the reverse of the order in which they were brought. */
    private List<String> revertedInOrder() {
        List<String> brought = new ArrayList<>();
        List<String> takenBack = new ArrayList<>();
        for (String effect : witness.effects()) {
            Matcher flow = FLOW.matcher(effect);
            if (flow.find()) {
                (effect.contains("/rollback ") ? takenBack : brought).add(flow.group());
            }
        }
        brought.retainAll(takenBack);
        Collections.reverse(brought);
        return brought.equals(takenBack) ? List.of() : List.of("taken back in the order " + takenBack);
    }

    private List<String> strangeOperations(Report report) {
        String world = fake.toJson();
        return report.events().stream()
                .flatMap(event -> event instanceof Event.MutationAccepted accepted
                        ? Stream.of(accepted.operationId())
                        : Stream.empty())
                // An effect that was found without its operation is named by two words.
                .filter(id -> id.isBlank() || (!id.contains(" ") && !world.contains('"' + id + '"')))
                .map(id -> "follows an operation that there is not: '" + id + "'")
                .toList();
    }

    private Report undo(Report ended) {
        boolean calmly = disturbances.isEmpty();
        boolean wasSuccess = ended.outcome().isSuccess();
        power.none();
        memory.nextProcess();
        disturbed();
        Report report;
        try {
            report = pipeline().undo(ended.runId(), deployment());
        } catch (ResumeRefusedException | CognigyException e) {
            Thread.interrupted();
            return ended;
        } catch (PowerCut.Dead | UncheckedIOException e) {
            Thread.interrupted();
            if (e instanceof UncheckedIOException && !hasStoreFailed()) {
                throw e;
            }
            damageIsDue = false;
            Optional<Report> later = resumed(ended.runId(), life -> life.resume(ended.runId(), deployment()));
            if (later.isEmpty()) {
                return ended;
            }
            report = later.get();
        }
        Thread.interrupted();
        boolean isDue = isCalm && calmly && wasSuccess && rollbackWorks;
        judge(report, isDue ? Optional.of(End.UNDONE) : Optional.empty());
        return report;
    }

    /** A run that has ended is only reported again. */
    private void again(Report report) {
        power.none();
        interruptAt = 0;
        cancelAt = 0;
        memory.nextProcess();
        Report again = pipeline().resume(report.runId(), deployment());
        if (report.outcome() instanceof Outcome.Unknown) {
            judge(again, Optional.empty());
        } else if (!wasDiskFull && !again.outcome().equals(report.outcome())) {
            problems.add("resumed after its end as " + again.outcome() + ", it was " + report.outcome());
        }
    }

    /** The audit log holds every event of the journal, once and in order. */
    private void requireAudit(Report report) {
        if (!isAudited) {
            return;
        }
        Verdict verdict = AuditLog.verify(audit());
        if (auditIsDamaged) {
            if (verdict instanceof Verdict.Pass) {
                problems.add("a damaged audit log passes");
            }
            return;
        }
        if (!(verdict instanceof Verdict.Pass)) {
            problems.add("audit log: " + verdict.reason());
        }
        List<String> journaled = moments(memory.lines(report.runId()), 1);
        List<String> audited = moments(FileMemory.lines(audit()), 0);
        if (wasDiskFull) {
            // The audit log received the records that the journal could not take.
            audited = common(audited, journaled);
        }
        if (!journaled.equals(audited)) {
            problems.add("the audit log is not the journal: " + audited + ", not " + journaled);
        }
    }

    /** The first list without what the second does not have next. */
    private static List<String> common(List<String> all, List<String> some) {
        List<String> found = new ArrayList<>();
        for (String each : all) {
            if (found.size() < some.size() && each.equals(some.get(found.size()))) {
                found.add(each);
            }
        }
        return found;
    }

    private static List<String> moments(List<String> lines, int skipped) {
        return lines.stream()
                .skip(skipped)
                .map(GoldenRun::body)
                .map(body -> body.path("event").asText() + "@" + body.path("at").asText())
                .toList();
    }

    void damageAudit() {
        auditIsDamaged = FileMemory.damage(audit()) || auditIsDamaged;
    }
}
