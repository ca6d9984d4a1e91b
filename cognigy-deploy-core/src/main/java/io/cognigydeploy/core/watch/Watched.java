package io.cognigydeploy.core.watch;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.spi.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A new version with a share of the conversations, as a watch looks at it and asks for shares. */
public interface Watched {

    /** Returns the id of the change that gave it its first share. */
    String change();

    /** Returns its name in events, where a run watches several. Default: empty, the run watches this alone. */
    default Optional<String> stratum() {
        return Optional.empty();
    }

    /** Returns the options that steer and decide the watch. */
    WatchOptions options();

    /** Returns the pause between looks. */
    Duration interval();

    /** Returns the clock of the looks. */
    Time time();

    /** Returns whether there can be new data since a time. */
    boolean isMeasured(Instant since, Instant now);

    /**
     * Reads the conversations since the last look. A failure to read is a refused observation.
     *
     * @param operationId the platform's id of the operation that gave it its share
     * @param share the share in percent, for records
     * @param before the readings so far
     */
    Observation look(String operationId, double share, ReadSoFar before);

    /** Reads the state on the platform in a word; empty if it cannot be read. */
    Optional<String> state(String operationId);

    /** Returns whether a state means that it does not have this share any more, without a request of this run. */
    boolean isOver(String state, TrafficShare share);

    /**
     * Returns the request for another share; all of them is the promotion. Empty: the change is made when it is promoted,
     * and needs no request for that.
     */
    Optional<Mutation> share(TrafficShare share, String operationId);

    /** Returns what it is called in the records, such as {@code the canary}. */
    String name();

    /** Returns a share in words, as the object of "has". */
    String portion(TrafficShare share);

    /** Returns the sentence that it lost its share without a request of this run. */
    String ended(String operationId, String state);

    /** Returns what a person can do when the evidence decided nothing. */
    String choice(String operationId);
}
