package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is about to be sent, as interceptors receive it. To be used on the thread of the call. Neither its
 * credentials nor its path and body can be read here.
 */
public final class OutgoingRequest {

    private static final Logger log = LoggerFactory.getLogger(OutgoingRequest.class);

    /** The header of the id of a request to the platform. */
    static final String ID = "X-Request-Id";

    /** The names of headers that only the client sets. */
    private static final Set<String> OWN = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "content-encoding",
            "content-type",
            "idempotency-key",
            "proxy-authorization",
            "user-agent",
            "x-api-key",
            ID.toLowerCase(Locale.ROOT));

    private final CallSpec call;
    private final String method;
    private final URI uri;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private @Nullable Map<String, List<String>> added;
    private @Nullable Deque<Consumer<? super RequestEnd>> receivers;
    private String id = "";
    private int attempt = 1;

    /** @param headers not copied; the request adds its own to them */
    OutgoingRequest(CallSpec call, String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        this.call = call;
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
    }

    /** Returns method and path template of the call; never an id, never a secret. */
    public String call() {
        return call.name();
    }

    /** Returns the changes that the call may make. */
    public Effect effect() {
        return call.effect();
    }

    /** Returns the number of the attempt, from 1; the same for an attempt and its repetition with another token. */
    public int attempt() {
        return attempt;
    }

    /**
     * Returns the id of this request, which no other request has. The platform receives it as {@code X-Request-Id}. Empty
     * for a request to another receiver.
     */
    public String id() {
        return id;
    }

    /** Returns the host that the request is sent to. */
    public String host() {
        return uri.getHost();
    }

    /** Returns whether the request goes to the platform: the origin of the base URL, which gets the credentials. */
    public boolean isToPlatform() {
        return !id.isEmpty();
    }

    /**
     * Sets a header of a request to the platform, in addition to those of the client. A header that an interceptor has set
     * before is replaced. Other receivers, such as webhooks and links to files elsewhere, get none.
     *
     * @throws IllegalArgumentException if the name is none of a header or is one that the client sets, such as {@code
     *     Authorization}, or the value is not visible ASCII on one line
     */
    public OutgoingRequest header(String name, String value) {
        checkAddable(name, value);
        for (String own : headers.keySet()) {
            if (own.equalsIgnoreCase(name)) {
                throw refused(name);
            }
        }
        if (isToPlatform()) {
            if (Secrets.isName(name)) {
                call.secrets().add(value);
            }
            Map<String, List<String>> all = added == null ? new LinkedHashMap<>() : added;
            all.keySet().removeIf(name::equalsIgnoreCase);
            all.put(name, List.of(value));
            added = all;
        }
        return this;
    }

    /** Checks that a header can be added to the client's own. */
    static void checkAddable(String name, String value) {
        Objects.requireNonNull(name, "name must be given, but was null.");
        Objects.requireNonNull(value, "value must be given, but was null.");
        if (!GuardedTransport.isHeaderName(name) || OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw refused(name);
        }
        if (!Printable.isHeaderValue(value)) {
            // Not shown: it may be a credential.
            throw new IllegalArgumentException(
                    "value must be visible ASCII on one line, without spaces around it, but that of " + name
                            + " is not");
        }
    }

    private static IllegalArgumentException refused(String name) {
        return new IllegalArgumentException(
                "name must be that of a header that the client does not set itself, but was "
                        + Printable.cut(name, 40));
    }

    /**
     * Adds a receiver of the end of this request, which is called on the same thread. The receivers are called in reverse
     * order. An exception of one is logged and ignored.
     */
    public void whenEnded(Consumer<? super RequestEnd> receiver) {
        Objects.requireNonNull(receiver, "receiver must be given, but was null.");
        Deque<Consumer<? super RequestEnd>> all = receivers == null ? new ArrayDeque<>() : receivers;
        all.push(receiver);
        receivers = all;
    }

    CallSpec spec() {
        return call;
    }

    URI uri() {
        return uri;
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    /** Sets the number of the attempt. */
    void numbered(int number) {
        attempt = number;
    }

    /** Sets the id, which makes this a request to the platform. */
    void identified(String newId) {
        id = newId;
        headers.put(ID, List.of(newId));
    }

    /** Returns the request in the form that is sent. */
    Transport.Request sealed() {
        if (added != null) {
            headers.putAll(added);
        }
        return new Transport.Request(method, uri, HttpHeaders.of(headers, (name, value) -> true), body);
    }

    void ended(RequestEnd end) {
        if (receivers == null) {
            return;
        }
        for (Consumer<? super RequestEnd> receiver : receivers) {
            try {
                receiver.accept(end);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                log.warn("A receiver of the end of a request failed: {}", e.toString());
            }
        }
    }

    /** Returns the call and the host. Headers and body contain credentials. */
    @Override
    public String toString() {
        return call() + " to " + host();
    }
}
