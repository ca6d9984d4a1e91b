package io.cognigydeploy.core.spi;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One request that changes the platform, with all that is needed to establish its result. */
public interface Mutation {

    /** Returns the request in one line, for people. */
    String description();

    /**
     * Returns the ids of existing operations, read before each sending; absent if the platform does not list them.
     * Default: absent.
     */
    default Optional<List<String>> known() {
        return Optional.empty();
    }

    /**
     * Prepares the request, before each sending. Returns why it cannot be sent, or empty if it can.
     *
     * @throws CognigyException if the content of the request cannot be read; nothing is sent then
     */
    default Optional<String> unready() {
        return Optional.empty();
    }

    /**
     * Returns the facts of the request that are known when it is sent, such as the hash of a file. They are recorded with
     * the intent. Default: none.
     */
    default List<Evidence> about() {
        return List.of();
    }

    /**
     * Sends the request, once.
     *
     * @return the id of its operation on the platform; any text that names it in records if there is no such id
     * @throws CognigyException if the request was not accepted; the class of its outcome is what that means
     */
    String send(String idempotencyKey);

    /**
     * Returns the handle of an operation that was accepted earlier. Sends nothing. Default: an operation that was
     * complete when the request was answered.
     *
     * @param seen the states that it was seen in, in order
     */
    default Operation<?> resume(String operationId, List<String> seen) {
        return Operation.completed(operationId);
    }

    /** Returns the usual polling of its operation, which is also used for an operation that is in its way. */
    default PollOptions usual() {
        return resume("none", List.of()).pollOptions();
    }

    /** Returns the limit that the deployment itself sets for its operation. The pipeline may allow less. */
    default Optional<Duration> timeLimit() {
        return Optional.empty();
    }

    /**
     * Looks for our request on the platform after its answer was lost. Default: the platform does not show it, and the
     * run ends as unknown.
     *
     * @param known the ids of the operations that existed before the request was sent
     * @throws CognigyException if the platform cannot be searched; the result is then unclear
     */
    default Search search(Optional<List<String>> known) throws InterruptedException {
        return new Search.Unclear("the platform does not show whether the request was accepted");
    }

    /**
     * Returns the obstacle, when the platform answers that there is one. Default: one that does not go away.
     *
     * @param known the ids of the operations that existed before the request was sent
     */
    default Obstacle obstacle(Optional<List<String>> known) {
        return new Obstacle.Permanent();
    }

    /** Returns whether an operation with this end has reached its goal. Default: if it is completed. */
    default boolean reached(Job end) {
        return end.state().equals(JobState.COMPLETED);
    }

    /**
     * Reads the target back. May look for a while.
     *
     * @param end the operation as it was read last
     */
    Verdict confirm(Job end) throws InterruptedException;

    /**
     * Returns the reading back that follows the last request of the run, if {@link #confirm} was inconclusive. It is for
     * targets that show many mutations by one read. Default: empty, nothing more can be read.
     */
    default Optional<LateReading> confirmLate() {
        return Optional.empty();
    }

    /** A reading of the target after the last request of a run. */
    @FunctionalInterface
    interface LateReading {

        /**
         * Reads the target back. Called a second time if the verdict is not a pass, after lists had the time to show
         * accepted changes; each call must read anew.
         *
         * @throws CognigyException if the target cannot be read; the verdict is then inconclusive
         */
        Verdict read() throws InterruptedException;
    }

    /** The obstacle to a request. */
    sealed interface Obstacle {

        /** An operation that is not ours and can be waited for. */
        record InProgress(Operation<?> operation) implements Obstacle {}

        /** The own request, accepted despite the refusal (for example delivered twice). */
        record AlreadyAccepted(String operationId) implements Obstacle {}

        /** An obstacle that is not visible; it may have ended between the two requests. */
        record Transient() implements Obstacle {}

        /** An obstacle that does not go away. */
        record Permanent() implements Obstacle {}
    }

    /** The result of the search for a request whose answer was lost. */
    sealed interface Search {

        /** The one operation that can be the request's. */
        record Found(String operationId) implements Search {}

        /** The platform lists everything, and ours is not among it. */
        record Absent() implements Search {}

        /** The platform does not show whether the request was accepted. */
        record Unclear(String why) implements Search {}
    }
}
