package io.cognigydeploy.client;

/**
 * Interceptor of every request of a client, such as one that adds headers. It is called for each attempt at a call, and for
 * each request for a token, a link or a file, after the waits for the rate budget and before the request is sent. It runs
 * on the thread of the call, and must be safe for use by many threads.
 *
 * <p>If it throws, the request is not sent, and the call fails with {@link InvalidRequestException}.
 */
@FunctionalInterface
public interface RequestInterceptor {

    /** Receives a request before it is sent. */
    void before(OutgoingRequest request);
}
