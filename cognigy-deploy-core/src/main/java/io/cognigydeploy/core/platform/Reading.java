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
import java.util.function.Function;
import java.util.function.Supplier;

/** The answer to an optional read. The source document of the kind lacks it, so a platform may lack it too. */
public sealed interface Reading<T> {

    /** Statuses of a platform that lacks a request or one of its forms. */
    Set<Integer> NOT_OFFERED = Set.of(400, 404, 405, 422, 501);

    /** The requests for a token, of the documented platform and of installations. */
    Set<String> TOKEN_CALLS = Set.of("POST /oauth/token", "POST /auth/oauth2/token");

    record Value<T>(T read) implements Reading<T> {}

    /** An absent value with the reason. */
    sealed interface Missing<T> extends Reading<T> {

        /** Returns the reason as a clause for a person, equal for equal causes. */
        String why();

        /** Returns the reason with addresses and causes. */
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

    /** A request that the platform lacks. */
    record NotOffered<T>(String why) implements Missing<T> {}

    /** An answer with a failure or an unreadable body; the platform may have the request. */
    record Unreadable<T>(String why) implements Missing<T> {}

    /**
     * A lack of an answer: the platform was not reached, rejected the token or deferred the request. Whether it has the
     * request is unknown, so this passes no gate.
     */
    record Unanswered<T>(String why, CognigyException cause) implements Missing<T> {

        @Override
        public String inFull() {
            return "unreadable now (" + cause.getMessage() + ")";
        }

        @Override
        public Verdict judged(String line) {
            return Verdict.inconclusive(line + inFull());
        }
    }

    /** Reads {@linkplain CognigyClient#optionally optionally}. Failures of the platform are returned, never thrown. */
    static <T> Reading<T> of(CognigyClient cognigy, Supplier<T> read) {
        return orElse(() -> new Value<>(cognigy.optionally(read)), Reading::missing);
    }

    /** A call that may fail. */
    interface Read<T, X extends Exception> {

        T make() throws X;
    }

    /** Returns the answer to a call, or the answer that stands for its failure. An interrupt is always thrown. */
    static <T, X extends Exception> T orElse(
            Read<? extends T, X> call, Function<? super CognigyException, ? extends T> failure) throws X {
        try {
            return call.make();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return failure.apply(e);
        }
    }

    private static <T> Reading<T> missing(CognigyException failure) {
        if (!(failure instanceof ApiException refusal)) {
            String why = "unreadable now ("
                    + failure.call().map(call -> call + ": ").orElse("")
                    + failure.getClass().getSimpleName() + ")";
            return failure instanceof UnreadableResponseException && failure.outcome() != OutcomeClass.NOT_SENT
                    ? new Unreadable<>(why)
                    : new Unanswered<>(why, failure);
        }
        // Without the request's id: why something is not known is part of a plan's fingerprint.
        String answer = "(" + refusal.call().map(call -> call + " ").orElse("") + "answered " + refusal.status() + ")";
        if (isNoAnswer(refusal)) {
            return new Unanswered<>("unreadable now " + answer, refusal);
        }
        return NOT_OFFERED.contains(refusal.status())
                ? new NotOffered<>("not offered by this platform " + answer)
                : new Unreadable<>("unreadable now " + answer);
    }

    /** Returns whether a refusal is about the credentials or the time, not about the request. */
    private static boolean isNoAnswer(ApiException refusal) {
        return (refusal instanceof UnauthorizedException && (refusal.status() != 403 || isOfToken(refusal)))
                || refusal.outcome() == OutcomeClass.NOT_SENT
                || refusal instanceof ThrottledException
                || refusal.status() == 408;
    }

    private static boolean isOfToken(ApiException refusal) {
        return refusal.call().filter(TOKEN_CALLS::contains).isPresent();
    }

    /**
     * Returns the verdict of a gate on the value, which a platform without the request passes.
     *
     * @param line the beginning of a sentence, which the reason for an absent value ends
     */
    default Verdict judged(String line, Function<? super T, Verdict> judgement) {
        return this instanceof Missing<T> missing ? missing.judged(line) : judgement.apply(value().orElseThrow());
    }

    default Optional<T> value() {
        return this instanceof Value<T> value ? Optional.of(value.read()) : Optional.empty();
    }

    /**
     * Returns the value; empty if the platform answered without one.
     *
     * @throws CognigyException if the platform did not answer
     */
    default Optional<T> answered() {
        if (this instanceof Unanswered<T> none) {
            throw none.cause();
        }
        return value();
    }
}
