package io.cognigydeploy.core;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The answer to a read that is outside the document of the deployment's kind, so that a platform may not have it. */
sealed interface Reading<T> {

    /** How a platform answers a request, or a form of it, that it does not have. */
    Set<Integer> NOT_OFFERED = Set.of(400, 404, 405, 422, 501);

    record Value<T>(T read) implements Reading<T> {}

    /** No value, and why. */
    sealed interface Missing<T> extends Reading<T> {

        /** A clause for a person. */
        String why();
    }

    /** The platform does not have the request. */
    record NotOffered<T>(String why) implements Missing<T> {}

    /** The platform may have it, and it could not be read this time. */
    record Unreadable<T>(String why) implements Missing<T> {}

    /** Reads {@linkplain CognigyClient#optionally optionally}. Throws nothing that the platform is the cause of. */
    static <T> Reading<T> of(CognigyClient cognigy, Supplier<T> read) {
        try {
            return new Value<>(cognigy.optionally(read));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (ApiException e) {
            // Without the request's id: why something is not known is part of a plan's fingerprint.
            String answer = "(" + e.call().map(call -> call + " ").orElse("") + "answered " + e.status() + ")";
            return NOT_OFFERED.contains(e.status())
                    ? new NotOffered<>("not offered by this platform " + answer)
                    : new Unreadable<>("unreadable now " + answer);
        } catch (CognigyException e) {
            return new Unreadable<>(
                    "unreadable now (" + e.call().map(call -> call + ": ").orElse("")
                            + e.getClass().getSimpleName() + ")");
        }
    }

    default Optional<T> value() {
        return this instanceof Value<T> value ? Optional.of(value.read()) : Optional.empty();
    }
}
