package io.cognigydeploy.core.spi;

import io.cognigydeploy.core.event.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a change that is made by degrees goes on after its first request. It is told every event of the run, in order, and
 * knows nothing else, so a course that is told the same again stands where it stood.
 */
public interface Progression {

    void take(Event event);

    /** What to do now. Called again when it is done, with the events of it taken. */
    Next next();

    /** What to do next. */
    sealed interface Next {

        /**
         * Wait until then, look, and remember what was seen. Looking changes nothing on the platform.
         *
         * @param meanwhile what is being waited for, in words
         * @param look empty if there was nothing to see yet
         */
        record Look(Instant at, String meanwhile, Supplier<Optional<Event>> look) implements Next {}

        /**
         * Make this request.
         *
         * @param name unique in the change and the same after a crash
         */
        record Send(String name, Mutation mutation) implements Next {}

        /** Undo the whole change, and all before it. */
        record Undo(String because) implements Next {}

        /** Leave it as it is until a person has decided. */
        record Ask(String because, String nextStep) implements Next {}

        /** The change is made. */
        record Done() implements Next {}
    }

    /** The course of a change that is made by one request. */
    static Progression none() {
        return new Progression() {
            @Override
            public void take(Event event) {}

            @Override
            public Next next() {
                return new Next.Done();
            }
        };
    }
}
