package io.cognigydeploy.core.spi;

import io.cognigydeploy.core.event.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The steps of a gradual change after its first request. The next step depends on the run's events alone; replaying
 * them restores the position.
 */
public interface Progression {

    default void take(Event event) {}

    /** Returns the step to perform now. Called again after that step, when its events have been taken. */
    Next next();

    /** A step of a gradual change. */
    sealed interface Next {

        /**
         * Wait until {@code at}, then read the platform and record the result. Reading changes nothing on the platform.
         *
         * @param meanwhile the reason for the wait, in words
         * @param look returns the event to record; empty if there is nothing to read yet
         */
        record Look(Instant at, String meanwhile, Supplier<Optional<Event>> look) implements Next {}

        /**
         * The next request.
         *
         * @param name unique in the change and the same after a crash
         */
        record Send(String name, Mutation mutation) implements Next {}

        /** Undo the whole change, and all before it. */
        record Undo(String because) implements Next {}

        /** The decision of a person, before which nothing changes. */
        record Ask(String because, String nextStep) implements Next {}

        /** The change is made. */
        record Done() implements Next {}
    }

    /** Returns the progression of a change that is made by one request. */
    static Progression none() {
        return Next.Done::new;
    }
}
