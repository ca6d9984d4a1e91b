package io.cognigydeploy.client;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Builder of a client, with the settings of the policies that all clients share. Not safe for use by many threads.
 *
 * @param <B> the type of the builder itself, which every setting returns
 */
public abstract sealed class ClientBuilder<B extends ClientBuilder<B>>
        permits CognigyClient.Builder, CognigyInstallation.Builder {

    private static final int MAX_RATE = 1_000_000;

    final Dialect dialect;
    private @Nullable Origin origin;
    String path = "";
    private @Nullable Credentials credentials;
    Duration timeout = Duration.ofMinutes(2);
    Duration attemptTimeout = Duration.ofSeconds(30);
    RetryOptions retry = RetryOptions.defaults();
    private @Nullable Transport transport;
    private @Nullable ProxyServer proxy;
    final List<String> proxySecrets = new ArrayList<>();
    private @Nullable SSLContext sslContext;
    private @Nullable Integer maxConnections;
    Time time = Time.SYSTEM;

    @Nullable
    RandomGenerator random;

    BiFunction<Origin, Time, Optional<RateBudget>> budget;
    int circuitFailures = 20;
    Duration circuitWindow = Duration.ofMinutes(5);
    Duration circuitPause = Duration.ofSeconds(15);
    int maxBody = 60 * 1024;
    boolean fake;
    final List<CallListener> listeners = new ArrayList<>();
    final List<RequestInterceptor> interceptors = new ArrayList<>();
    final List<String> headerSecrets = new ArrayList<>();

    @Nullable
    Secrets secrets;

    ClientBuilder(Dialect dialect) {
        this.dialect = dialect;
        this.budget = dialect::budget;
    }

    /** Returns this builder in its own type. */
    abstract B self();

    /**
     * Sets the platform's base URL, such as {@code https://api.cognigy.ai}. A final slash and a version path such
     * as {@code /api/v1}, or {@code /new/v2.0} of an installation, are dropped. Behind a gateway, such as {@code https://gateway.example.com/cognigy}, every
     * request, the token's included, goes below the remaining path. Plain {@code http} is accepted for loopback
     * addresses only.
     *
     * @throws IllegalArgumentException if the text is not such a URL
     */
    public B baseUrl(String url) {
        this.origin = Origin.ofBaseUrl(Objects.requireNonNull(url, "url must be given, but was null."));
        this.path = dialect.pathOf(url);
        return self();
    }

    /** Sets the credentials. */
    public B credentials(Credentials credentials) {
        this.credentials = Objects.requireNonNull(credentials, "credentials must be given, but was null.");
        return self();
    }

    /**
     * Sets the time limit of one call, all attempts and waits included. Default 2 minutes.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public B timeout(Duration timeout) {
        this.timeout = Times.requirePositive("timeout", timeout);
        return self();
    }

    /**
     * Sets the time limit of one attempt, from connecting to the last byte of the body. Default 30 s.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public B attemptTimeout(Duration timeout) {
        this.attemptTimeout = Times.requirePositive("attemptTimeout", timeout);
        return self();
    }

    /** Sets the limits and waits of retries. Default {@link RetryOptions#defaults()}. */
    public B retry(RetryOptions options) {
        this.retry = Objects.requireNonNull(options, "options must be given, but was null.");
        return self();
    }

    /**
     * Sets the rate limit of all threads together: requests a minute, and requests at once after a rest. A request
     * beyond the limit waits for its turn. If its turn would come after the deadline, the request fails at once
     * with {@link DeadlineExceededException} and {@link OutcomeClass#NOT_SENT}. The platform's {@code Retry-After}
     * on a 429, and the quota that its answers state, slow down all threads.
     *
     * <p>Default for a {@link CognigyClient} 60 and 60: the platform documents 60 a minute for a tenant and 100 for a
     * client. Default for a {@link CognigyInstallation} 200 and 100, in one budget for all of the same origin and clock in
     * this process: an installation counts 1,000 requests in 5 minutes for a source address. A limit that is set here
     * belongs to the built client alone.
     *
     * @throws IllegalArgumentException if one of them is not between 1 and 1,000,000
     */
    public B rateLimit(int requestsPerMinute, int atOnce) {
        if (requestsPerMinute < 1 || requestsPerMinute > MAX_RATE || atOnce < 1 || atOnce > MAX_RATE) {
            throw new IllegalArgumentException("requestsPerMinute and atOnce must be from 1 to " + MAX_RATE
                    + ", but were " + requestsPerMinute + " and " + atOnce);
        }
        this.budget = (origin, time) -> Optional.of(new RateBudget(time, requestsPerMinute, atOnce));
        return self();
    }

    /** Removes the rate limit: every request is sent at once. */
    public B withoutRateLimit() {
        this.budget = (origin, time) -> Optional.empty();
        return self();
    }

    /**
     * Sets when calls fail without being sent because the platform does not answer. After so many requests in a
     * row, within the window, without an answer or with a 5xx, every call fails at once with {@link
     * CircuitOpenException}. After the pause one call tests whether the platform answers again. Default 20 within 5
     * minutes, then 15 s.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public B circuit(int failures, Duration window, Duration pause) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures must be positive, but was " + failures);
        }
        this.circuitWindow = Times.requirePositive("window", window);
        this.circuitPause = Times.requirePositive("pause", pause);
        this.circuitFailures = failures;
        return self();
    }

    /** Removes the circuit breaker: calls are sent even if the platform does not answer. */
    public B withoutCircuit() {
        this.circuitFailures = 0;
        return self();
    }

    /**
     * Sets the largest body that is sent to the platform. Default 60 kB (60 * 1024 bytes), which is the documented
     * limit of the platform. A larger body fails with {@link InvalidRequestException} before anything is sent.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public B maxRequestBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxRequestBytes must be positive, but was " + bytes);
        }
        this.maxBody = bytes;
        return self();
    }

    /**
     * Marks the platform as a fake, in every record. Default: no mark, until an answer of a {@code FakeCognigy}
     * identifies it as a fake.
     */
    public B fake() {
        this.fake = true;
        return self();
    }

    /** Adds a listener of every attempt at every call. */
    public B listener(CallListener listener) {
        this.listeners.add(Objects.requireNonNull(listener, "listener must be given, but was null."));
        return self();
    }

    /**
     * Adds a header to every request to the platform, such as one that a gateway requires. It is sent with each attempt, and
     * with requests for tokens to the same origin, but to no other receiver.
     *
     * @throws IllegalArgumentException if the name is none of a header or is one that the client sets, such as {@code
     *     Authorization}, or the value is not visible ASCII on one line
     */
    public B header(String name, String value) {
        OutgoingRequest.checkAddable(name, value);
        if (Secrets.isName(name)) {
            headerSecrets.add(value);
        }
        return interceptor(request -> request.header(name, value));
    }

    /** Adds a header like {@link #header(String, String)}, whose value is hidden in every message. */
    public B header(String name, Secret value) {
        Objects.requireNonNull(name, "name must be given, but was null.");
        String text = Objects.requireNonNull(value, "value must be given, but was null.")
                .reveal();
        B same = header(name, text);
        headerSecrets.add(text);
        return same;
    }

    /** Adds an interceptor of every request, such as one that adds headers. They are called in the order given. */
    public B interceptor(RequestInterceptor interceptor) {
        this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor must be given, but was null."));
        return self();
    }

    /**
     * Sets the HTTP proxy of all requests. Default: the JVM's, by {@code https.proxyHost} and similar properties or
     * the default {@link java.net.ProxySelector}; SOCKS proxies are not used.
     *
     * @throws IllegalArgumentException if the host is blank or the port is not between 1 and 65,535
     */
    public B proxy(String host, int port) {
        return proxy(host, port, "");
    }

    /**
     * Sets the HTTP proxy of all requests, and its login by the scheme {@code Basic}. The login is sent with the
     * first request for a tunnel, and never to the platform.
     *
     * @throws IllegalArgumentException if the host or the user is blank, if the user contains a colon, or if the
     *     port is not between 1 and 65,535
     */
    public B proxy(String host, int port, String user, Secret password) {
        Objects.requireNonNull(host, "host must be given, but was null.");
        Objects.requireNonNull(user, "user must be given, but was null.");
        Objects.requireNonNull(password, "password must be given, but was null.");
        if (user.isBlank() || user.contains(":")) {
            throw new IllegalArgumentException("user must be a name without a colon, but was '" + user + "'");
        }
        String login =
                Base64.getEncoder().encodeToString((user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
        proxy(host, port, "Basic " + login);
        proxySecrets.add(password.reveal());
        proxySecrets.add(login);
        return self();
    }

    private B proxy(String host, int port, String authorization) {
        if (Objects.requireNonNull(host, "host must be given, but was null.").isBlank()) {
            throw new IllegalArgumentException("host must be a name or an address, but was blank");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 1 to 65535, but was " + port);
        }
        proxySecrets.clear();
        this.proxy = new ProxyServer(host, port, authorization);
        return self();
    }

    /** Sets the TLS context. Default: the JVM's, by {@code javax.net.ssl.trustStore} and similar properties. */
    public B sslContext(SSLContext context) {
        this.sslContext = Objects.requireNonNull(context, "context must be given, but was null.");
        return self();
    }

    /**
     * Sets the largest number of connections, which is the largest number of requests at once. A request beyond it
     * waits for its turn within its time limit. A connection that is idle for one second is closed. Default 100.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public B maxConnections(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be positive, but was " + connections);
        }
        this.maxConnections = connections;
        return self();
    }

    /**
     * Sets the collection of the secrets that the client hides in its messages, and adds its own to. Clients whose work is
     * recorded together, such as those of two installations, share one. Default: a collection of its own.
     */
    public B secrets(Secrets shared) {
        this.secrets = Objects.requireNonNull(shared, "shared must be given, but was null.");
        return self();
    }

    /** Returns the source of the transport of each lifetime. */
    Supplier<Transport> transports() {
        if (transport != null) {
            Transport supplied = transport;
            return () -> supplied;
        }
        HttpSettings settings = new HttpSettings(
                proxy, sslContext, maxConnections == null ? HttpSettings.DEFAULT.maxConnections() : maxConnections);
        return () -> new HttpTransport(Json.MAX_BYTES, settings);
    }

    /**
     * Sets the transport. Default: blocking connections over HTTP/1.1, which are used again within one second.
     */
    public B transport(Transport transport) {
        this.transport = Objects.requireNonNull(transport, "transport must be given, but was null.");
        return self();
    }

    /** Sets the clock and sleeper. Default {@link Time#SYSTEM}. */
    public B time(Time time) {
        this.time = Objects.requireNonNull(time, "time must be given, but was null.");
        return self();
    }

    /**
     * Sets the source of all randomness: jitter and generated ids. The source need not be safe for use by many
     * threads, because the client serializes access to it. Default: {@link SecureRandom}.
     */
    public B random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random must be given, but was null.");
        return self();
    }

    /**
     * Creates the policies of a client. Nothing is sent.
     *
     * @throws IllegalStateException if the base URL or the credentials are missing, or if both a transport and
     *     settings of the default transport are set
     * @throws IllegalArgumentException if secrets must not be sent to the credentials' token URL
     */
    PolicyStack stack() {
        if (origin == null) {
            throw new IllegalStateException("baseUrl must be set before build()");
        }
        if (credentials == null) {
            throw new IllegalStateException("credentials must be set before build()");
        }
        if (transport != null && (proxy != null || sslContext != null || maxConnections != null)) {
            throw new IllegalStateException(
                    "proxy, sslContext and maxConnections must not be set with a transport of your own");
        }
        return new PolicyStack(this, origin, credentials);
    }
}
