package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.ThrottledException;
import io.cognigydeploy.client.UnauthorizedException;
import io.cognigydeploy.client.UnreadableResponseException;
import io.cognigydeploy.core.Verdict;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The answer to a read that is outside the document of the deployment's kind, so that a platform may not have it. */
public sealed interface Reading<T> {

    /** How a platform answers a request, or a form of it, that it does not have. */
    Set<Integer> NOT_OFFERED = Set.of(400, 404, 405, 422, 501);

    record Value<T>(T read) implements Reading<T> {}

    /** No value, and why. */
    sealed interface Missing<T> extends Reading<T> {

        /** A clause for a person, the same for the same trouble. */
        String why();

        /** The same with addresses and causes. */
        default String inFull() {
            return why();
        }

        /**
         * Returns the verdict of a gate that a platform without the request passes.
         *
         * @param line the beginning of a sentence, which the reason ends
         */
        default Verdict judged(String line) {
            return Verdict.unconfirmed(line + why());
        }
    }

    /** The platform does not have the request. */
    record NotOffered<T>(String why) implements Missing<T> {}

    /** The platform may have it, and answered with a failure or with nothing that could be understood. */
    record Unreadable<T>(String why) implements Missing<T> {}

    /**
     * The platform was not reached, took no token or put the question off, so that it is not known whether it has an
     * answer. That passes no gate.
     */
    record Unanswered<T>(String why, String inFull) implements Missing<T> {

        @Override
        public Verdict judged(String line) {
            return Verdict.inconclusive(line + inFull);
        }
    }

    /** Reads {@linkplain CognigyClient#optionally optionally}. Throws nothing that the platform is the cause of. */
    static <T> Reading<T> of(CognigyClient cognigy, Supplier<T> read) {
        try {
            return new Value<>(cognigy.optionally(read));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (ApiException e) {
            // Without the request's id: why something is not known is part of a plan's fingerprint.
            String answer = "(" + e.call().map(call -> call + " ").orElse("") + "answered " + e.status() + ")";
            if (isNoAnswer(e)) {
                return unanswered("unreadable now " + answer, e);
            }
            return NOT_OFFERED.contains(e.status())
                    ? new NotOffered<>("not offered by this platform " + answer)
                    : new Unreadable<>("unreadable now " + answer);
        } catch (CognigyException e) {
            String why = "unreadable now ("
                    + e.call().map(call -> call + ": ").orElse("")
                    + e.getClass().getSimpleName() + ")";
            return e instanceof UnreadableResponseException && e.outcome() != OutcomeClass.NOT_SENT
                    ? new Unreadable<>(why)
                    : unanswered(why, e);
        }
    }

    private static <T> Reading<T> unanswered(String why, CognigyException cause) {
        return new Unanswered<>(why, "unreadable now (" + cause.getMessage() + ")");
    }

    /** Whether a refusal is not about what was asked for, but about the credentials or about the time. */
    private static boolean isNoAnswer(ApiException refusal) {
        return (refusal instanceof UnauthorizedException && (refusal.status() != 403 || isOfToken(refusal)))
                || refusal.outcome() == OutcomeClass.NOT_SENT
                || refusal instanceof ThrottledException
                || refusal.status() == 408;
    }

    private static boolean isOfToken(ApiException refusal) {
        return refusal.call().filter("POST /oauth/token"::equals).isPresent();
    }

    default Optional<T> value() {
        return this instanceof Value<T> value ? Optional.of(value.read()) : Optional.empty();
    }
}
