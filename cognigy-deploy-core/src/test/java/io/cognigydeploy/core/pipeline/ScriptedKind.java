package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A kind that writes lines on a board in memory, from {@code old} to {@code new}. A test scripts each answer. */
final class ScriptedKind implements Kind<ScriptedKind.Notice, ScriptedKind.Board> {

    static final String OLD = "old";
    static final String NEW = "new";

    record Notice(List<String> lines, Optional<String> token) implements Deployment {

        @Override
        public String target() {
            return "board";
        }

        @Override
        public String describe() {
            return "notice";
        }
    }

    record Board(Map<String, String> lines) {}

    final FakeTime time = new FakeTime();
    final Map<String, String> lines = new TreeMap<>();
    final List<String> sent = new ArrayList<>();
    final List<String> runs = new ArrayList<>();
    Runnable reading = () -> {};
    Optional<String> place = Optional.empty();
    private final Platform platform = Platform.named("board", time);
    private final Map<String, Line> changes = new TreeMap<>();

    ScriptedKind(String... lines) {
        for (String line : lines) {
            this.lines.put(line, OLD);
            changes.put(line, new Line(line));
        }
    }

    Notice notice() {
        return new Notice(List.copyOf(changes.keySet()), Optional.empty());
    }

    Line line(String name) {
        return java.util.Objects.requireNonNull(changes.get(name));
    }

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public Board observe(Notice deployment) {
        reading.run();
        return new Board(new TreeMap<>(lines));
    }

    @Override
    public List<Evidence> describe(Board state) {
        return state.lines().entrySet().stream()
                .map(line -> Evidence.of("line " + line.getKey(), line.getValue()))
                .toList();
    }

    @Override
    public List<Change> changes(Notice deployment, Board before) {
        return deployment.lines().stream().<Change>map(changes::get).toList();
    }

    @Override
    public List<Change> changesOf(String runId, Notice deployment, Board before) {
        runs.add(runId);
        return changes(deployment, before);
    }

    @Override
    public String target(Notice deployment, Board before) {
        return place.orElse(deployment.target());
    }

    /** The change of one line. */
    final class Line implements Change {

        final Request write;
        final List<Mutation> ways = new ArrayList<>();
        final List<Check<Applied>> checks = new ArrayList<>();
        final List<String> reverted = new ArrayList<>();
        final Request erase;
        Optional<String> keptOnRollback = Optional.empty();
        Optional<String> keptOnFailure = Optional.empty();
        boolean independent;
        Supplier<Verdict> unchanged = () -> Verdict.inconclusive("not shown");
        Supplier<Verdict> stillApplied = () -> Verdict.inconclusive("not shown");
        Supplier<Progression> progression = Progression::none;
        private final String id;

        private Line(String id) {
            this.id = id;
            write = new Request(id, NEW);
            erase = new Request(id, OLD);
            ways.add(erase);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Mutation apply() {
            return write;
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            reverted.add(operationId);
            return ways;
        }

        @Override
        public boolean isIndependentOf(Change earlier) {
            return independent;
        }

        @Override
        public Optional<String> keptOnFailure() {
            return keptOnFailure;
        }

        @Override
        public Optional<String> keptOnRollback() {
            return keptOnRollback;
        }

        @Override
        public List<Check<Applied>> checks() {
            return checks;
        }

        @Override
        public Progression progression() {
            return progression.get();
        }

        @Override
        public Verdict unchanged() {
            return unchanged.get();
        }

        @Override
        public Verdict stillApplied() {
            return stillApplied.get();
        }
    }

    Request request(String line, String text) {
        return new Request(line, text);
    }

    /** One request, which works at once unless its script differs. */
    final class Request implements Mutation {

        final Deque<Runnable> faults = new ArrayDeque<>();
        final Deque<Runnable> afterEffect = new ArrayDeque<>();
        final Deque<JobState> states = new ArrayDeque<>();
        final Deque<Verdict> late = new ArrayDeque<>();
        final Deque<Mutation.Search> searches = new ArrayDeque<>();
        final Deque<Mutation.Obstacle> obstacles = new ArrayDeque<>();
        final List<String> polls = new ArrayList<>();
        Supplier<Optional<String>> unready = Optional::empty;
        Supplier<Verdict> confirmation;
        Optional<Duration> limit = Optional.empty();
        JobState whenCancelled = JobState.CANCELLED;
        Runnable cancelling = () -> {};
        Runnable polling = () -> {};
        Runnable looking = () -> {};
        boolean hasEffect = true;
        List<Evidence> about = List.of();
        private final String line;
        private final String text;

        private Request(String line, String text) {
            this.line = line;
            this.text = text;
            confirmation = () -> shows(text) ? Verdict.pass() : Verdict.fail(line + " is " + lines.get(line));
        }

        private boolean shows(String wanted) {
            return wanted.equals(lines.get(line));
        }

        /** Answers the next request with a failure of this class, which has no effect. */
        Request fails(OutcomeClass outcome, String message) {
            faults.add(() -> {
                throw failure(outcome, message);
            });
            return this;
        }

        /** Loses the answer to the next request, which has its effect. */
        Request losesAnswer() {
            faults.add(() -> {});
            afterEffect.add(() -> {
                throw failure(OutcomeClass.UNKNOWN, "answer lost");
            });
            return this;
        }

        /** Ends the operation after these states. */
        Request passes(JobState... seen) {
            states.addAll(List.of(seen));
            return this;
        }

        @Override
        public String description() {
            return line + " = " + text;
        }

        @Override
        public Optional<String> unready() {
            return unready.get();
        }

        @Override
        public List<Evidence> about() {
            return about;
        }

        @Override
        public String send(String idempotencyKey) {
            sent.add(description());
            if (!faults.isEmpty()) {
                faults.remove().run();
            }
            if (hasEffect) {
                lines.put(line, text);
            }
            if (!afterEffect.isEmpty()) {
                afterEffect.remove().run();
            }
            return line + "-" + sent.size();
        }

        @Override
        public Operation<?> resume(String operationId, List<String> seen) {
            return Operation.of(
                    operationId,
                    () -> {
                        polling.run();
                        JobState state = states.size() > 1
                                ? states.remove()
                                : states.isEmpty() ? JobState.COMPLETED : states.element();
                        polls.add(state.text());
                        return Job.of(operationId, state, Optional.empty());
                    },
                    () -> {
                        sent.add("cancel " + operationId);
                        cancelling.run();
                        states.clear();
                        states.add(whenCancelled);
                    },
                    time);
        }

        @Override
        public Optional<Duration> timeLimit() {
            return limit;
        }

        @Override
        public Search search(Optional<List<String>> known) {
            looking.run();
            if (!searches.isEmpty()) {
                return searches.remove();
            }
            return shows(text) ? new Search.Found(line + "-found") : new Search.Absent();
        }

        @Override
        public Obstacle obstacle(Optional<List<String>> known) {
            looking.run();
            return obstacles.isEmpty() ? new Obstacle.Permanent() : obstacles.remove();
        }

        @Override
        public Verdict confirm(Job end) {
            return confirmation.get();
        }

        @Override
        public Optional<LateReading> confirmLate() {
            return late.isEmpty()
                    ? Optional.empty()
                    : Optional.of(() -> late.size() > 1 ? late.remove() : late.element());
        }
    }

    static CallFailedException failure(OutcomeClass outcome, String message) {
        return new CallFailedException("", outcome, message, null);
    }
}
