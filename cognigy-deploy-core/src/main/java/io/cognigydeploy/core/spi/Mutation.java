package io.cognigydeploy.core.spi;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One request that changes the platform, and everything that is needed to know what became of it. */
public interface Mutation {

    /** In one line, for people. */
    String description();

    /** The operations that the platform knows already; absent if it will not tell. Read before each sending. */
    Optional<List<String>> known();

    /**
     * Reads what the request is made of. Asked before each sending; why it cannot be sent, or empty if it can.
     *
     * @throws CognigyException if that cannot be read; nothing is sent then
     */
    default Optional<String> unready() {
        return Optional.empty();
    }

    /**
     * Sends the request, once.
     *
     * @throws CognigyException if it was not accepted; its outcome class tells what that means
     */
    Operation<?> send(String idempotencyKey);

    /**
     * The handle on an operation that was accepted earlier. Sends nothing.
     *
     * @param seen the states that it was seen in, in order
     */
    Operation<?> resume(String operationId, List<String> seen);

    /** How its operation is usually waited for, which is also how long anything in its way is. */
    default PollOptions usual() {
        return resume("none", List.of()).pollOptions();
    }

    /** How long its operation may take, where the wish itself says so; the pipeline may allow less. */
    default Optional<Duration> timeLimit() {
        return Optional.empty();
    }

    /**
     * Looks for our request on the platform after its answer was lost.
     *
     * @throws CognigyException if the platform will not tell; it is then unclear
     */
    Search search(Optional<List<String>> known);

    /**
     * What is in the way when the platform answers that something is.
     *
     * @param known the operations that the platform knew before the request was sent
     */
    Obstacle obstacle(Optional<List<String>> known);

    /** Whether an operation that ended so has done what it was for. */
    boolean reached(Job end);

    /** Reads the target back. May look for a while. */
    Verdict confirm(Job end) throws InterruptedException;

    /** What is in the way of a request. */
    sealed interface Obstacle {

        /** Somebody else's operation, which can be waited for. */
        record InProgress(Operation<?> operation) implements Obstacle {}

        /** This very request, which was taken although it was refused: it may have been sent twice on its way. */
        record AlreadyAccepted(String operationId) implements Obstacle {}

        /** Nothing that can be seen: it may have ended between the two questions. */
        record Transient() implements Obstacle {}

        /** Something that does not go away. */
        record Permanent() implements Obstacle {}
    }

    /** What was found of a request whose answer was lost. */
    sealed interface Search {

        /** Exactly one operation can be ours. */
        record Found(String operationId) implements Search {}

        /** The platform lists everything, and ours is not among it. */
        record Absent() implements Search {}

        /** It cannot be told. */
        record Unclear(String why) implements Search {}
    }
}
