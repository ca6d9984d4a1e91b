package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A run on a platform of its own with one {@link FaultCase}, and the report of its problems. */
final class FaultRun<D extends Deployment> extends Detour {

    /** @param problems what is not as it has to be */
    record FaultReport(String example, String faultCase, int number, Witness.End end, List<String> problems) {

        @Override
        public String toString() {
            return example + ", " + faultCase + " #" + number + " (" + end + "): " + String.join("; ", problems);
        }
    }

    private final ReleaseExample<D> example;
    private final Path records;
    private final RunMemory memory;
    private final FakeCognigy fake;
    private final PowerCut power;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<Run> runs = new ArrayList<>();
    private final Witness witness;
    private final List<String> problems = new ArrayList<>();
    private int exchanges;
    private int looks;
    private int events;
    private int executions;
    private int interruptAt;
    private boolean answerLost;
    private int cancelAt;

    FaultRun(ReleaseExample<D> example, StoreKind store, Path records) {
        this.example = example;
        this.records = records;
        this.fake = example.world().get();
        this.power = new PowerCut(fake);
        this.memory = store.memory(records, power, fake.time());
        this.witness = new Witness(example, fake, power, memory);
    }

    FakeCognigy fake() {
        return fake;
    }

    PowerCut power() {
        return power;
    }

    UnreliableDatabase database() {
        return memory.database().orElseThrow();
    }

    void interruptAt(int exchange, boolean afterEffect) {
        interruptAt = exchange;
        answerLost = afterEffect;
    }

    void cancelAt(int event) {
        cancelAt = event;
    }

    @Override
    protected FileTransport onwards() {
        return witness;
    }

    @Override
    protected Response pass(Request request, Passage rest) throws IOException, InterruptedException {
        boolean interrupt = ++exchanges == interruptAt;
        if (interrupt && !answerLost) {
            Thread.currentThread().interrupt();
        }
        looks += request.method().equals("GET") ? 1 : 0;
        Response response = rest.take();
        if (interrupt && answerLost) {
            throw new InterruptedException("interrupted before the answer to " + request);
        }
        return response;
    }

    /** Returns the report of a run with a fault; absent if the run had no such moment. */
    Optional<FaultReport> undergo(FaultCase faultCase, int number) throws InterruptedException {
        try (memory) {
            return undergone(faultCase, number);
        } finally {
            power.none();
        }
    }

    private Optional<FaultReport> undergone(FaultCase faultCase, int number) throws InterruptedException {
        faultCase.arming().arm(this, number);
        ReleaseFixture<D> fixture = fixture();
        fixture.with(builder -> builder.listener(event -> {
            if (++events == cancelAt) {
                runs.get(0).cancel();
            }
        }));
        fixture.with(builder -> builder.listener(power));
        Optional<Report> report = run(fixture);
        int moments = switch (faultCase.moments()) {
            case REQUESTS -> exchanges;
            case LOOKS -> looks;
            case RECORDS -> events;
            case EXECUTIONS -> executions;
        };
        if (moments < number) {
            return Optional.empty();
        }
        Witness.End end = report.isPresent() ? judge(report.get()) : judgeNothing();
        if (report.isPresent()) {
            again(report.get());
        }
        return Optional.of(new FaultReport(example.name(), faultCase.name(), number, end, problems));
    }

    /** Runs, and resumes in another process if the first one dies. Returns empty if no run began. */
    private Optional<Report> run(ReleaseFixture<D> fixture) throws InterruptedException {
        try {
            DeploymentPipeline<D> pipeline = fixture.pipeline();
            runs.add(pipeline.start(pipeline.plan(fixture.deployment), queue::add));
        } catch (CognigyException | PowerCut.Dead e) {
            Thread.interrupted();
            return Optional.empty();
        }
        queue.remove().run();
        Thread.interrupted();
        executions = memory.database().map(UnreliableDatabase::executions).orElse(0);
        try {
            return Optional.of(runs.get(0).await());
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof PowerCut.Dead) {
                return wasRecorded() ? Optional.of(resume()) : Optional.empty();
            }
            throw e;
        } catch (UncheckedIOException e) {
            // A full disk can leave a run with its plan only.
            if (wasRecorded() && !wasFullForLong()) {
                problems.add("is said not to have begun, and is on record: " + e);
            }
            return Optional.empty();
        }
    }

    private boolean wasFullForLong() {
        return memory.database().filter(UnreliableDatabase::wasFullForLong).isPresent();
    }

    private boolean wasRecorded() {
        return !memory.runIds().isEmpty();
    }

    private ReleaseFixture<D> fixture() {
        return example.setup().on(fake, this, records).with(builder -> builder.store(memory.open()));
    }

    private Report resume() {
        power.none();
        memory.nextProcess();
        return fixture().pipeline().resume(runs.get(0).id());
    }

    private Witness.End judgeNothing() {
        if (!witness.effects().isEmpty()) {
            problems.add("planning changed something: " + witness.effects());
        }
        return Witness.End.UNDONE;
    }

    private Witness.End judge(Report report) {
        problems.addAll(witness.problems(report));
        if (report.outcome() instanceof Outcome.Succeeded
                && !report.verifications().stream().allMatch(CheckResult::passed)) {
            problems.add("said to have succeeded, but not verified");
        }
        if (!wasFullForLong() && report.outcome().because().startsWith("broke off")) {
            problems.add("broke off although every record could be written");
        }
        if (!problems.isEmpty()) {
            problems.add(report.outcome().toString());
        }
        return Witness.end(report.outcome());
    }

    /**
     * Resumes an ended run, which is only reported again. An unknown one, and one whose end found no space, is examined
     * again by the same rules.
     */
    private void again(Report report) {
        int requests = fake.requests().size();
        Report again = resume();
        if (report.outcome() instanceof Outcome.Unknown || wasFullForLong()) {
            judge(again);
        } else if (!again.outcome().equals(report.outcome()) || fake.requests().size() > requests) {
            problems.add("resumed after its end: " + again.outcome());
        }
    }
}
