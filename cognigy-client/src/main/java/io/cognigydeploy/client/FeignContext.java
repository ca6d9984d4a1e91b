package io.cognigydeploy.client;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Context of one attempt for Feign's callbacks, which get nothing but the request. Used by one thread. */
final class FeignContext {

    private final Signature signature;
    private final CallDeadline deadline;
    private final Envelope.Names names;
    private Transport.@Nullable Response answer;
    private boolean decoded;

    FeignContext(Signature signature, Envelope.Names names, CallDeadline deadline) {
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

    Object decode(Type type) {
        Transport.Response success = answer;
        if (success == null) {
            throw new IllegalStateException("decoding before there is an answer");
        }
        decoded = true;
        return ResponseDecoder.read(call(), success, type, names);
    }

    /** Throws the refusal of an answer that was not decoded, if it is one. */
    void ended() {
        if (!decoded && answer != null) {
            ResponseDecoder.requireNoRefusal(call(), answer);
        }
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
