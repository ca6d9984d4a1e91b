package io.cognigydeploy.client;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** One attempt at a call: what Feign's callbacks have to know beyond the request. Stays on one thread. */
final class Attempt {

    private final Signature signature;
    private final Deadline deadline;
    private Transport.@Nullable Response answer;

    Attempt(Signature signature, Deadline deadline) {
        this.signature = signature;
        this.deadline = deadline;
    }

    Call call() {
        return signature.call();
    }

    Deadline deadline() {
        return deadline;
    }

    void answered(Transport.Response success) {
        answer = success;
    }

    Object decode(Type type) {
        Transport.Response success = answer;
        if (success == null) {
            throw new IllegalStateException("decoding before there is an answer");
        }
        return signature.enveloped() ? Bodies.readEnveloped(call(), success, type) : Bodies.read(call(), success, type);
    }

    /** What to tell of a failure that nothing was meant to cause. */
    CognigyException unexpected(Throwable e) {
        // Feign's own exceptions carry the request, its headers and its body.
        String kind = e.getClass().getSimpleName();
        return answer == null
                ? new InvalidRequestException(call().name(), "cannot be made a request (" + kind + ")", null)
                : new UnreadableResponseException(call(), answer.status(), "something that cannot be read: " + kind);
    }
}
