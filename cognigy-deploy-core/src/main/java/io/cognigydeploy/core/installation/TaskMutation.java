package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.Task;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request whose work is a task of a project. After a lost answer, first its effect is looked for and then its task. Safe
 * for use by one thread at a time.
 */
public final class TaskMutation implements Mutation {

    /**
     * A request that reads have made ready.
     *
     * @param request sends the request and returns the id of its task; an effect that is there without a task has an id with a
     *     space
     * @param about the facts of the request for records
     */
    public record Ready(Supplier<String> request, List<Evidence> about) {

        /** Returns a request that is answered by its task. */
        public static Ready task(Supplier<AcceptedTask> request, Evidence... about) {
            return new Ready(() -> request.get().id().text(), List.of(about));
        }
    }

    /** A reading of what a task has made. */
    public interface Confirmation {

        Verdict of(Job end) throws InterruptedException;
    }

    /**
     * The marks by which a request is found again.
     *
     * @param word a part of the name of its tasks, in lower case
     * @param isOurs returns whether a task is of this request; empty if the task does not state its subject
     * @param effects returns the effects that are there now, each by a word and an id
     * @param isOnlyOurs whether no earlier run can have made the same request
     * @param isMarked whether an effect has the run's id, so that no other person can have made it
     */
    public record Trace(
            String word,
            Supplier<Function<Task, Optional<Boolean>>> isOurs,
            Supplier<List<String>> effects,
            boolean isOnlyOurs,
            boolean isMarked) {}

    private final CognigyInstallation installation;
    private final Project project;
    private final String description;
    private final Supplier<Ready> preparation;
    private final Trace trace;
    private final Confirmation confirmation;
    private final UnaryOperator<Job> whole;
    private @Nullable Ready ready;

    public TaskMutation(
            CognigyInstallation installation,
            Project project,
            String description,
            Supplier<Ready> preparation,
            Trace trace,
            Confirmation confirmation) {
        this(installation, project, description, preparation, trace, confirmation, UnaryOperator.identity());
    }

    /** @param whole returns a task, or the state of what it has started and what ends after it */
    public TaskMutation(
            CognigyInstallation installation,
            Project project,
            String description,
            Supplier<Ready> preparation,
            Trace trace,
            Confirmation confirmation,
            UnaryOperator<Job> whole) {
        this.installation = installation;
        this.project = project;
        this.description = description;
        this.preparation = preparation;
        this.trace = trace;
        this.confirmation = confirmation;
        this.whole = whole;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<List<String>> known() {
        return Reading.orElse(
                () -> Optional.of(Stream.concat(tasks().stream().map(Task::id), trace.effects().get().stream())
                        .toList()),
                failure -> Optional.empty());
    }

    @Override
    public Optional<String> unready() {
        ready = preparation.get();
        return Optional.empty();
    }

    @Override
    public List<Evidence> about() {
        return ready().about();
    }

    @Override
    public String send(String idempotencyKey) {
        return ready().request().get();
    }

    private Ready ready() {
        Ready made = ready;
        if (made == null) {
            made = preparation.get();
            ready = made;
        }
        return made;
    }

    /** Returns the handle on a task, or on an effect that was found without its task. */
    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        Operation<? extends Job> operation = operationId.contains(" ")
                ? Operation.of(
                        operationId,
                        () -> Job.of(operationId, JobState.COMPLETED, Optional.empty()),
                        () -> {},
                        installation.time())
                : installation.operations().task(new ObjectId(operationId));
        return operation.seenAs(whole);
    }

    @Override
    public PollOptions usual() {
        return installation.operations().task(project.id()).pollOptions();
    }

    @Override
    public Search search(Optional<List<String>> known) {
        List<String> before = known.orElse(List.of());
        List<String> effects = trace.effects().get().stream()
                .filter(effect -> !before.contains(effect))
                .toList();
        // Where the effect is there, a platform that lists no tasks is served as well.
        Optional<List<Task>> all = effects.isEmpty()
                ? Optional.of(tasks())
                : Reading.orElse(() -> Optional.of(tasks()), failure -> Optional.empty());
        List<Task> tasks = all.orElse(List.of()).stream()
                .filter(task -> !before.contains(task.id()))
                .toList();
        Function<Task, Optional<Boolean>> isOurs = trace.isOurs().get();
        List<Task> ours =
                tasks.stream().filter(task -> isOurs.apply(task).orElse(false)).toList();
        // A task that has ended and whose effect is not there has no effect.
        List<Task> open = tasks.stream()
                .filter(task -> isOurs.apply(task).isEmpty() && !task.state().isTerminal())
                .toList();
        List<String> candidates = !ours.isEmpty()
                ? ours.stream().map(Task::id).toList()
                : !effects.isEmpty() ? effects : open.stream().map(Task::id).toList();
        if (candidates.isEmpty()) {
            return new Search.Absent();
        }
        boolean isOfOthers = all.isPresent()
                && tasks.stream().allMatch(task -> isOurs.apply(task).equals(Optional.of(false)));
        if (candidates.equals(effects) && isOfOthers && !trace.isMarked()) {
            return new Search.Unclear("no task of this run made " + String.join(" or ", effects));
        }
        boolean isCertain = known.isPresent() || (trace.isOnlyOurs() && (!ours.isEmpty() || !effects.isEmpty()));
        return candidates.size() == 1 && isCertain
                ? new Search.Found(candidates.get(0))
                : new Search.Unclear("it may be " + String.join(" or ", candidates));
    }

    /** Returns whether a member of a task's data has this value; empty if the task does not have the member. */
    public static Optional<Boolean> says(Task task, String member, String value) {
        return Optional.ofNullable(task.data().get(member)).map(value::equals);
    }

    /** Returns the tasks of the project that can be of such a request. */
    private List<Task> tasks() {
        return StreamSupport.stream(installation.lists().tasks(project).spliterator(), false)
                .filter(task -> task.name()
                        .filter(name -> !name.toLowerCase(Locale.ROOT).contains(trace.word()))
                        .isEmpty())
                .toList();
    }

    @Override
    public Verdict confirm(Job end) throws InterruptedException {
        return confirmation.of(end);
    }
}
