package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The transport behind its last guards. They check the request, enforce the time limit of the attempt and turn failures
 * into typed ones. A request is sent only to the origin that it is for.
 */
final class GuardedTransport {

    /** Value of the header {@code User-Agent} in every request. */
    static final String USER_AGENT = "cognigy-deploy/"
            + Objects.requireNonNullElse(GuardedTransport.class.getPackage().getImplementationVersion(), "dev");

    private static final Set<String> TRANSPORTS_OWN =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    /** Header of every answer of a fake platform. */
    private static final String FAKE = "X-Fake-Platform";

    private static final int MAX_NAME = 128;
    private static final int MAX_HEADERS = 256;
    private static final int MAX_HEADER_CHARS = 64 * 1024;

    private final Way way;
    private final Duration attemptTimeout;
    private final Duration permitted;
    private final @Nullable Origin platform;
    private final @Nullable RateBudget rate;
    private final @Nullable Circuit circuit;
    private final RequestInterceptors interceptors;
    private final AtomicBoolean fake;

    /** A way to use the transport. */
    @FunctionalInterface
    private interface Way {

        Transport.Response exchange(Transport transport, Transport.Request request, Duration limit)
                throws IOException, InterruptedException;
    }

    /**
     * @param platform the origin that rate budget and circuit apply to; requests to other origins use neither
     */
    GuardedTransport(
            Duration attemptTimeout,
            @Nullable Origin platform,
            @Nullable RateBudget rate,
            @Nullable Circuit circuit,
            RequestInterceptors interceptors) {
        this(
                Transport::exchange,
                attemptTimeout,
                attemptTimeout,
                platform,
                rate,
                circuit,
                interceptors,
                new AtomicBoolean());
    }

    private GuardedTransport(
            Way way,
            Duration attemptTimeout,
            Duration permitted,
            @Nullable Origin platform,
            @Nullable RateBudget rate,
            @Nullable Circuit circuit,
            RequestInterceptors interceptors,
            AtomicBoolean fake) {
        this.way = way;
        this.attemptTimeout = attemptTimeout;
        this.permitted = permitted;
        this.platform = platform;
        this.rate = rate;
        this.circuit = circuit;
        this.interceptors = interceptors;
        this.fake = fake;
    }

    /**
     * Sends the request once and passes the body of a success to a sink.
     *
     * @return any answer except a redirect
     */
    Transport.Response fetch(
            CallSpec call,
            Origin origin,
            OutgoingRequest request,
            FileTransport.Sink sink,
            FileTransport.Limits limits,
            CallDeadline deadline) {
        FileTransport files = files(call, deadline);
        return by((same, message, limit) -> files.fetch(message, sink, limits.within(limit)), limits.total())
                .exchange(call, origin, request, deadline);
    }

    /**
     * Sends the request once, with a body from a source.
     *
     * @return any answer except a redirect
     */
    Transport.Response send(
            CallSpec call,
            Origin origin,
            OutgoingRequest request,
            FileTransport.Source body,
            FileTransport.Limits limits,
            CallDeadline deadline) {
        FileTransport files = files(call, deadline);
        return by((same, message, limit) -> files.send(message, body, limits.within(limit)), limits.total())
                .exchange(call, origin, request, deadline);
    }

    private static FileTransport files(CallSpec call, CallDeadline deadline) {
        Transport transport = deadline.transport();
        if (transport instanceof FileTransport files) {
            return files;
        }
        throw new InvalidRequestException(
                call.name(),
                "the transport " + transport.getClass().getName() + " carries no files; let it implement FileTransport",
                null);
    }

    private GuardedTransport by(Way other, Duration limit) {
        return new GuardedTransport(other, limit, permitted, platform, rate, circuit, interceptors, fake);
    }

    /**
     * Sends the request once.
     *
     * @return any answer except a redirect, with a body within the limits
     */
    Transport.Response exchange(CallSpec call, Origin origin, OutgoingRequest request, CallDeadline deadline) {
        request.numbered(deadline.attempt());
        if (origin.equals(platform)) {
            request.identified(interceptors.nextId());
        }
        check(call, origin, request);
        if (Thread.currentThread().isInterrupted()) {
            throw new CallInterruptedException(call.name(), OutcomeClass.NOT_SENT, null);
        }
        deadline.requireOpen(call);
        if (deadline.isOver()) {
            throw deadline.exceeded(call, OutcomeClass.NOT_SENT, "the " + deadline.total() + " are over", null);
        }
        Transport.Response answer =
                origin.equals(platform) ? sendToPlatform(call, request, deadline) : send(call, request, deadline);
        if (origin.equals(platform) && answer.headers().firstValue(FAKE).isPresent()) {
            fake.set(true);
        }
        int status = answer.status();
        deadline.answered(status);
        if (status >= 300 && status < 400) {
            throw new UnreadableResponseException(call, status, "a redirect; redirects are not followed");
        }
        if (status < 200 || status > 599) {
            throw new UnreadableResponseException(call, status, "a status that ends no call");
        }
        return answer;
    }

    /** Returns a transport to public addresses only. No origin is the platform for it. */
    GuardedTransport toPublicAddresses() {
        return new GuardedTransport(
                (transport, request, limit) -> transport.exchange(request, limit, PublicAddresses::contain),
                attemptTimeout,
                permitted,
                null,
                null,
                null,
                interceptors,
                fake);
    }

    /** Returns whether an answer of the platform identified it as a fake. */
    boolean isFakePlatform() {
        return fake.get();
    }

    private Transport.Response sendToPlatform(CallSpec call, OutgoingRequest request, CallDeadline deadline) {
        if (circuit == null) {
            return sendWithinBudget(call, request, deadline);
        }
        boolean probe = circuit.enter(call);
        Transport.Response answer;
        try {
            answer = sendWithinBudget(call, request, deadline);
        } catch (TransportException e) {
            if (deadline.isClosed() || e.getCause() instanceof SendPermit.RefusedException) {
                circuit.abandoned(probe);
            } else {
                circuit.failed(probe);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            circuit.abandoned(probe);
            throw e;
        }
        if (answer.status() < 500) {
            circuit.answered();
        } else {
            circuit.failed(probe);
        }
        return answer;
    }

    private Transport.Response sendWithinBudget(CallSpec call, OutgoingRequest request, CallDeadline deadline) {
        if (rate == null) {
            return send(call, request, deadline);
        }
        rate.acquire(call, deadline);
        Transport.Response answer = send(call, request, deadline);
        rate.learn(answer);
        return answer;
    }

    private Transport.Response send(CallSpec call, OutgoingRequest request, CallDeadline deadline) {
        return interceptors.isEmpty()
                ? send(call, request.sealed(), deadline)
                : interceptors.around(request, () -> send(call, request.sealed(), deadline));
    }

    private Transport.Response send(CallSpec call, Transport.Request request, CallDeadline deadline) {
        Duration left = deadline.left();
        Duration limit = attemptTimeout.compareTo(left) < 0 ? attemptTimeout : left;
        try {
            // A file takes longer; that it is still under way is found when it is looked for.
            SendPermit.require(limit.compareTo(permitted) < 0 ? limit : permitted);
            Transport.Response answer = attempt(deadline.transport(), request, limit);
            checkHeaders(call, answer);
            if (answer.body().length > Json.MAX_BYTES) {
                throw new OversizedBodyException(answer.status(), answer.headers(), Json.MAX_BYTES);
            }
            return GzipDecoder.decode(answer, Json.MAX_BYTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(call.name(), call.outcomeIfLost(), null);
        } catch (RefusedFileException e) {
            throw e.reason();
        } catch (Transport.AddressRefusedException e) {
            throw new InvalidRequestException(
                    call.name(),
                    e.getMessage() + ", which is not a public address; nothing is sent there unless it is allowed",
                    null);
        } catch (ConnectException e) {
            if (e.getCause() instanceof HttpTimeoutException timeout && !isIdle(timeout) && limit.equals(left)) {
                deadline.runOut();
            }
            throw new TransportException(
                    call.name(),
                    OutcomeClass.NOT_SENT,
                    "not sent to " + request.uri().getRawAuthority() + ": " + call.quote(whyNotSent(e), 200),
                    harmless(call, e));
        } catch (HttpTimeoutException e) {
            if (!isIdle(e) && limit.equals(left)) {
                deadline.runOut();
            }
            throw new TransportException(
                    call.name(),
                    call.outcomeIfLost(),
                    isIdle(e)
                            ? "no whole answer: " + describe(call, e)
                            : "no whole answer within " + Time.inWords(limit),
                    harmless(call, e));
        } catch (OversizedBodyException e) {
            if (e.status() >= 200 && e.status() < 300) {
                throw new OversizedResponseException(call, e.status(), "too much: " + e.getMessage());
            }
            return new Transport.Response(e.status(), e.headers(), new byte[0]);
        } catch (IOException e) {
            throw new TransportException(
                    call.name(), call.outcomeIfLost(), "no answer: " + describe(call, e), harmless(call, e));
        } catch (UnreadableResponseException e) {
            throw e;
        } catch (RuntimeException e) {
            // Neither shown nor chained: the message of a transport that fails on a request may quote the request.
            String kind = e.getClass().getName();
            throw new TransportException(
                    call.name(), call.outcomeIfLost(), "no answer: the transport failed", new IOException(kind));
        }
    }

    private Transport.Response attempt(Transport transport, Transport.Request request, Duration limit)
            throws IOException, InterruptedException {
        try {
            return way.exchange(transport, request, limit);
        } catch (IOException | RuntimeException e) {
            RefusedFileException refused = RefusedFileException.in(e);
            if (refused != null) {
                throw refused;
            }
            throw e;
        }
    }

    private static boolean isIdle(HttpTimeoutException timeout) {
        return timeout instanceof FileTransport.IdleTimeoutException;
    }

    /**
     * Checks the size of the headers. The default transport has a limit of its own, 128 kB; another may have none.
     */
    private static void checkHeaders(CallSpec call, Transport.Response answer) {
        int count = 0;
        long chars = 0;
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            for (String value : header.getValue()) {
                count++;
                chars += header.getKey().length() + value.length();
            }
        }
        if (count > MAX_HEADERS || chars > MAX_HEADER_CHARS) {
            throw new UnreadableResponseException(
                    call, answer.status(), "too much: " + count + " headers of " + chars + " characters");
        }
    }

    private static void check(CallSpec call, Origin origin, OutgoingRequest request) {
        if (!origin.isOriginOf(request.uri())) {
            throw new InvalidRequestException(call.name(), "would leave " + origin, null);
        }
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            for (String value : header.getValue()) {
                checkHeader(call, header.getKey(), value);
            }
        }
    }

    /**
     * Refuses a header that HTTP would not transmit unchanged.
     *
     * @throws InvalidRequestException that names the header, without its value
     */
    static void checkHeader(CallSpec call, String name, String value) {
        if (!isHeaderName(name)) {
            String detail = "the header '" + Printable.cut(name, 40) + "' cannot be set";
            throw new InvalidRequestException(call.name(), detail, null);
        }
        if (!Printable.isHeaderValue(value)) {
            String detail = "the header '" + name + "' must be visible ASCII on one line, without spaces around it";
            throw new InvalidRequestException(call.name(), detail, null);
        }
    }

    static boolean isHeaderName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            boolean isAlphanumeric =
                    (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
            if (!isAlphanumeric && "!#$%&'*+.^_`|~-".indexOf(each) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME && !TRANSPORTS_OWN.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the messages of a failed connection and of its causes, or a default if there are none. */
    private static String whyNotSent(ConnectException e) {
        Set<String> words = new LinkedHashSet<>();
        for (Throwable at = e; at != null && words.size() < 3; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                words.add("the name of the host cannot be resolved");
                break;
            }
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                words.add(at.getMessage());
            }
        }
        return words.isEmpty() ? "the connection was refused" : String.join(": ", words);
    }

    /** Returns the failure, or a copy without secrets if a message in its chain of causes contains one. */
    private static IOException harmless(CallSpec call, IOException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            String words = String.valueOf(at.getMessage());
            if (!call.secrets().hide(words).equals(words)) {
                IOException copy = new IOException(
                        e.getClass().getName() + ": " + call.secrets().hide(String.valueOf(e.getMessage())));
                copy.setStackTrace(e.getStackTrace());
                return copy;
            }
        }
        return e;
    }

    private static String describe(CallSpec call, IOException e) {
        String text = e.getMessage();
        return text == null ? e.getClass().getSimpleName() : call.quote(text, 200);
    }
}
