package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/** Context of one attempt for Feign's callbacks, which get nothing but the request. Used by one thread. */
final class FeignContext {

    private final Dialect dialect;
    private final Signature signature;
    private final CallDeadline deadline;
    private final Envelope.Names names;
    private Transport.@Nullable Response answer;

    FeignContext(Dialect dialect, Signature signature, Envelope.Names names, CallDeadline deadline) {
        this.dialect = dialect;
        this.signature = signature;
        this.names = names;
        this.deadline = deadline;
    }

    CallSpec call() {
        return signature.call();
    }

    CallDeadline deadline() {
        return deadline;
    }

    void answered(Transport.Response success) {
        answer = success;
    }

    /** Returns the answer as the method returns it; null for a method without a result. */
    @Nullable
    Object result() {
        if (answer == null) {
            throw new IllegalStateException("there is no answer to read");
        }
        return dialect.read(call(), answer, signature.type(), names);
    }

    /** Returns the exception for a failure that has no type of its own. */
    CognigyException unexpected(Throwable e) {
        // Feign's own exceptions carry the request, its headers and its body.
        String kind = e.getClass().getSimpleName();
        return answer == null
                ? new InvalidRequestException(call().name(), "cannot be made a request (" + kind + ")", null)
                : new UnreadableResponseException(call(), answer.status(), "something that cannot be read: " + kind);
    }
}
