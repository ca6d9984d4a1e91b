package io.cognigydeploy.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The interceptors of a client, and the ids of its requests. */
final class RequestInterceptors {

    private static final int RADIX = 36;

    private final List<RequestInterceptor> interceptors;
    private final String series;
    private final AtomicLong numbers = new AtomicLong();

    /** @param begun when the client was built, by which the ids of one client differ from those of another */
    RequestInterceptors(List<RequestInterceptor> interceptors, Instant begun) {
        this.interceptors = List.copyOf(interceptors);
        long micros = begun.getEpochSecond() * 1_000_000 + begun.getNano() / 1_000;
        this.series = Long.toString(micros, RADIX) + "-";
    }

    /** Returns the id of another request. */
    String nextId() {
        return series + numbers.incrementAndGet();
    }

    boolean isEmpty() {
        return interceptors.isEmpty();
    }

    /** Sends a request after the interceptors have received it, and reports its end to them. */
    Transport.Response around(OutgoingRequest request, Supplier<Transport.Response> sending) {
        Optional<CognigyException> failure = Optional.empty();
        OptionalInt status = OptionalInt.empty();
        try {
            interceptors.forEach(each -> before(each, request));
            Transport.Response answer = sending.get();
            status = OptionalInt.of(answer.status());
            return answer;
        } catch (CognigyException e) {
            failure = Optional.of(e);
            throw e;
        } finally {
            request.ended(new RequestEnd(status, failure));
        }
    }

    private static void before(RequestInterceptor interceptor, OutgoingRequest request) {
        try {
            interceptor.before(request);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (CallInterruptedException e) {
            throw new CallInterruptedException(request.call(), OutcomeClass.NOT_SENT, e);
        } catch (Throwable e) {
            String why = request.spec().quote("an interceptor failed: " + e, 200);
            throw new InvalidRequestException(request.call(), why, null);
        }
    }
}
