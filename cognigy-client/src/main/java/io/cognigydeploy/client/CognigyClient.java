package io.cognigydeploy.client;

import io.cognigydeploy.client.api.AuditApi;
import io.cognigydeploy.client.api.BotsApi;
import io.cognigydeploy.client.api.DeploymentsApi;
import io.cognigydeploy.client.api.EntitiesApi;
import io.cognigydeploy.client.api.EnvironmentsApi;
import io.cognigydeploy.client.api.FlowsApi;
import io.cognigydeploy.client.api.IntentsApi;
import io.cognigydeploy.client.api.JobsApi;
import io.cognigydeploy.client.api.MetricsApi;
import io.cognigydeploy.client.api.SessionsApi;
import io.cognigydeploy.client.api.TestsApi;
import io.cognigydeploy.client.api.ValidationsApi;
import io.cognigydeploy.client.api.WebhooksApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Client of a Cognigy.AI platform. Its resources are interfaces over one stack of policies for time limits, retries and
 * credentials. Create one client per platform and share it; it is safe for use by many threads.
 */
public final class CognigyClient implements Platform, AutoCloseable {

    private static final int MAX_RATE = 1_000_000;
    private final Origin origin;
    private final String path;
    private final Time time;
    private final RandomGenerator random;
    private final Secrets secrets = new Secrets();
    private final ExternalPoster poster;
    private final GuardedTransport guarded;
    private final @Nullable RateBudget rate;
    private final boolean fake;
    private final Supplier<Transport> transports;
    private volatile Lifetime lifetime;
    private final Retries retries;
    private final Resources resources;
    private final Map<Class<?>, Object> apis = new ConcurrentHashMap<>();
    private final Lists lists = new Lists(this);
    private final Operations operations = new Operations(this);

    private CognigyClient(Builder builder, Origin origin, Credentials credentials) {
        this.origin = origin;
        this.path = builder.path;
        this.fake = builder.fake;
        this.time = builder.time;
        this.random = builder.random == null ? new SecureRandom() : new SharedRandom(builder.random);
        this.transports = builder.transports();
        this.lifetime = new Lifetime(transports.get());
        builder.proxySecrets.forEach(secrets::add);
        CallListeners listeners = new CallListeners(builder.listeners);
        this.rate = builder.perMinute == 0 ? null : new RateBudget(time, builder.perMinute, builder.burst);
        Circuit circuit = builder.circuitFailures == 0
                ? null
                : new Circuit(time, builder.circuitFailures, builder.circuitWindow, builder.circuitPause);
        this.guarded = new GuardedTransport(builder.attemptTimeout, origin, rate, circuit);
        this.retries = new Retries(builder.retry, builder.timeout, time, random, listeners, () -> lifetime);
        this.poster = new ExternalPoster(guarded, origin, retries, time, secrets);
        this.resources = new Resources(
                origin,
                path,
                guarded,
                authorizer(credentials, listeners),
                retries,
                time,
                listeners,
                builder.maxBody,
                secrets);
    }

    private Authorizer authorizer(Credentials credentials, CallListeners listeners) {
        if (credentials instanceof Credentials.ClientCredentials client) {
            secrets.add(client.clientSecret().reveal());
            return new OAuthTokens(guarded, time, origin.resolve(path + "/oauth/token"), client, listeners, secrets);
        }
        Secret key = ((Credentials.ApiKey) credentials).key();
        secrets.add(key.reveal());
        return new StaticToken(key);
    }

    /** Returns a builder that has every default. Set the base URL and the credentials. */
    public static Builder builder() {
        return new Builder();
    }

    private <T> T api(Class<T> type) {
        return type.cast(apis.computeIfAbsent(type, resources::create));
    }

    /** Returns the resource for bots, their versions and their understanding. */
    public BotsApi bots() {
        return api(BotsApi.class);
    }

    /** Returns the resource for environments. */
    public EnvironmentsApi environments() {
        return api(EnvironmentsApi.class);
    }

    /** Returns the resource for deployments. */
    public DeploymentsApi deployments() {
        return api(DeploymentsApi.class);
    }

    /** Returns the resource for jobs of configurations. */
    public JobsApi jobs() {
        return api(JobsApi.class);
    }

    /** Returns the resource for flows. */
    public FlowsApi flows() {
        return api(FlowsApi.class);
    }

    /** Returns the resource for intents. */
    public IntentsApi intents() {
        return api(IntentsApi.class);
    }

    /** Returns the resource for entities. */
    public EntitiesApi entities() {
        return api(EntitiesApi.class);
    }

    /** Returns the resource for sessions. */
    public SessionsApi sessions() {
        return api(SessionsApi.class);
    }

    /** Returns the resource for metrics of conversations. */
    public MetricsApi metrics() {
        return api(MetricsApi.class);
    }

    /** Returns the resource for test suites and their results. */
    public TestsApi tests() {
        return api(TestsApi.class);
    }

    /** Returns the resource for trial runs. */
    public ValidationsApi validations() {
        return api(ValidationsApi.class);
    }

    /** Returns the resource for webhooks. */
    public WebhooksApi webhooks() {
        return api(WebhooksApi.class);
    }

    /** Returns the resource for the platform's audit log. */
    public AuditApi audit() {
        return api(AuditApi.class);
    }

    /** Returns the lists of the platform, read page by page to their end. */
    public Lists lists() {
        return lists;
    }

    /** Returns the background operations of the platform: to start them, to await them and to find them again. */
    public Operations operations() {
        return operations;
    }

    /**
     * Makes calls that a platform may not support. A call that is answered 500 twice is not sent again, and after that one
     * answer of 500 suffices until such a call has succeeded. Everything else is as in other calls.
     *
     * @param reads the calls, made on this thread
     * @throws CognigyException as the calls do
     */
    public <T> T optionally(Supplier<T> reads) {
        return retries.optionally(reads);
    }

    /**
     * Posts a JSON document to an address outside the platform, such as a CI system's webhook. Time limits and retries
     * are those of every other call; the platform's credentials are never sent. The receiver may get the document more
     * than once, so the document should contain an id. Any 2xx is a success.
     *
     * <p>The target must be a public address or the platform: a person who can choose the target must not reach hosts
     * behind a firewall. The host's name is resolved before each attempt, and one address that is private, shared,
     * loopback, link-local, unique local, multicast, reserved or unspecified is enough to refuse it. The default
     * transport connects to the addresses that were checked, and to no others. Behind a proxy, the proxy resolves the
     * name once more; where untrusted people choose targets, let it refuse private addresses as well.
     *
     * @param headers sent in addition to {@code Content-Type: application/json}
     * @param json not copied; must not be changed during the call
     * @throws InvalidRequestException if the target is not a safe URL, or not a public address; nothing was sent
     * @throws CognigyException if the receiver did not accept the document
     */
    @Override
    public void postOutside(URI target, Map<String, String> headers, byte[] json) {
        poster.post(target, headers, json);
    }

    /**
     * Checks that an address is acceptable to {@link #postOutside} and {@link #postAnywhere}.
     *
     * @throws IllegalArgumentException if the address is not an absolute {@code https} URL ({@code http} is accepted
     *     for loopback addresses), has a user, a password or a fragment, or names no host
     */
    public static void requirePostable(URI target) {
        Origin.of("The webhook", Objects.requireNonNull(target, "target must be given, but was null."));
    }

    @Override
    public void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        poster.postAnywhere(target, headers, json);
    }

    /**
     * Returns the secrets that this client hides in its messages. Code that is built on the client should hide them
     * too, and can add secrets of its own.
     */
    @Override
    public Secrets secrets() {
        return secrets;
    }

    /** Returns the clock and sleeper of this client and of everything that is built on it. */
    @Override
    public Time time() {
        return time;
    }

    /** Returns the source of all randomness in this client and in everything that is built on it. */
    @Override
    public RandomGenerator random() {
        return random;
    }

    /** Returns the platform's base URL: scheme, host, port, and the path of its API. */
    public URI baseUrl() {
        return origin.resolve(path);
    }

    /**
     * Returns the reason why a body is too large to be sent, by {@link Builder#maxRequestBytes}. Empty if the body
     * would be sent.
     *
     * @param body a model that a request accepts
     */
    public Optional<String> oversize(Object body) {
        return resources.oversize(Json.size(body));
    }

    /**
     * Returns the least time that a number of requests takes by the rate limit of this client. Zero if they fit into what
     * may be sent at once, or without a rate limit. Other callers of the client make it longer.
     *
     * @param requests zero or more
     */
    public Duration leastTime(long requests) {
        return rate == null ? Duration.ZERO : rate.leastTime(requests);
    }

    /** Returns whether the platform is a fake, according to the builder or to an answer of the platform. */
    public boolean isFake() {
        return fake || guarded.isFakePlatform();
    }

    /** Returns the platform's name in records: its URL, with {@code FAKE} before it if {@link #isFake()}. */
    @Override
    public String name() {
        return (isFake() ? "FAKE " : "") + baseUrl();
    }

    /** Returns the signal of the next close. */
    CountDownLatch closing() {
        return lifetime.end();
    }

    /**
     * Closes all connections and ends the calls under way, whatever they wait for, and the waits for operations. A call
     * whose request may have left fails with {@link OutcomeClass#UNKNOWN}, and one that only waited to be sent with
     * {@link OutcomeClass#NOT_SENT}. An exchange of a transport that the caller supplied is not ended, but is not made
     * again. A later call opens a new connection.
     */
    @Override
    public void close() {
        Lifetime old;
        synchronized (this) {
            old = lifetime;
            lifetime = new Lifetime(transports.get());
        }
        old.close();
    }

    @Override
    public String toString() {
        return "CognigyClient for " + origin;
    }

    /** Builder of a client. Not safe for use by many threads. */
    public static final class Builder {

        private @Nullable Origin origin;
        private String path = "";
        private @Nullable Credentials credentials;
        private Duration timeout = Duration.ofMinutes(2);
        private Duration attemptTimeout = Duration.ofSeconds(30);
        private RetryOptions retry = RetryOptions.defaults();
        private @Nullable Transport transport;
        private @Nullable ProxyServer proxy;
        private final List<String> proxySecrets = new ArrayList<>();
        private @Nullable SSLContext sslContext;
        private @Nullable Integer maxConnections;
        private Time time = Time.SYSTEM;
        private @Nullable RandomGenerator random;
        private int perMinute = 60;
        private int burst = 60;
        private int circuitFailures = 20;
        private Duration circuitWindow = Duration.ofMinutes(5);
        private Duration circuitPause = Duration.ofSeconds(15);
        private int maxBody = 60 * 1024;
        private boolean fake;
        private final List<CallListener> listeners = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the platform's base URL, such as {@code https://api.cognigy.ai}. A final slash and a version path such
         * as {@code /api/v1} are dropped. Behind a gateway, such as {@code https://gateway.example.com/cognigy}, every
         * request, the token's included, goes below the remaining path. Plain {@code http} is accepted for loopback
         * addresses only.
         *
         * @throws IllegalArgumentException if the text is not such a URL
         */
        public Builder baseUrl(String url) {
            this.origin = Origin.ofBaseUrl(Objects.requireNonNull(url, "url must be given, but was null."));
            this.path = Origin.pathOfBaseUrl(url);
            return this;
        }

        /** Sets the credentials. */
        public Builder credentials(Credentials credentials) {
            this.credentials = Objects.requireNonNull(credentials, "credentials must be given, but was null.");
            return this;
        }

        /**
         * Sets the time limit of one call, all attempts and waits included. Default 2 minutes.
         *
         * @throws IllegalArgumentException if the limit is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Times.requirePositive("timeout", timeout);
            return this;
        }

        /**
         * Sets the time limit of one attempt, from connecting to the last byte of the body. Default 30 s.
         *
         * @throws IllegalArgumentException if the limit is not positive
         */
        public Builder attemptTimeout(Duration timeout) {
            this.attemptTimeout = Times.requirePositive("attemptTimeout", timeout);
            return this;
        }

        /** Sets the limits and waits of retries. Default {@link RetryOptions#defaults()}. */
        public Builder retry(RetryOptions options) {
            this.retry = Objects.requireNonNull(options, "options must be given, but was null.");
            return this;
        }

        /**
         * Sets the rate limit of all threads together: requests a minute, and requests at once after a rest. A request
         * beyond the limit waits for its turn. If its turn would come after the deadline, the request fails at once
         * with {@link DeadlineExceededException} and {@link OutcomeClass#NOT_SENT}. The platform's {@code Retry-After}
         * on a 429, and the quota that its answers state, slow down all threads. Default 60 and 60: the platform
         * documents 60 a minute for a tenant and 100 for a client.
         *
         * @throws IllegalArgumentException if one of them is not between 1 and 1,000,000
         */
        public Builder rateLimit(int requestsPerMinute, int atOnce) {
            if (requestsPerMinute < 1 || requestsPerMinute > MAX_RATE || atOnce < 1 || atOnce > MAX_RATE) {
                throw new IllegalArgumentException("requestsPerMinute and atOnce must be from 1 to " + MAX_RATE
                        + ", but were " + requestsPerMinute + " and " + atOnce);
            }
            this.perMinute = requestsPerMinute;
            this.burst = atOnce;
            return this;
        }

        /** Removes the rate limit: every request is sent at once. */
        public Builder withoutRateLimit() {
            this.perMinute = 0;
            return this;
        }

        /**
         * Sets when calls fail without being sent because the platform does not answer. After so many requests in a
         * row, within the window, without an answer or with a 5xx, every call fails at once with {@link
         * CircuitOpenException}. After the pause one call tests whether the platform answers again. Default 20 within 5
         * minutes, then 15 s.
         *
         * @throws IllegalArgumentException if one of them is not positive
         */
        public Builder circuit(int failures, Duration window, Duration pause) {
            if (failures < 1) {
                throw new IllegalArgumentException("failures must be positive, but was " + failures);
            }
            this.circuitWindow = Times.requirePositive("window", window);
            this.circuitPause = Times.requirePositive("pause", pause);
            this.circuitFailures = failures;
            return this;
        }

        /** Removes the circuit breaker: calls are sent even if the platform does not answer. */
        public Builder withoutCircuit() {
            this.circuitFailures = 0;
            return this;
        }

        /**
         * Sets the largest body that is sent to the platform. Default 60 kB (60 * 1024 bytes), which is the documented
         * limit of the platform. A larger body fails with {@link InvalidRequestException} before anything is sent.
         *
         * @throws IllegalArgumentException if the limit is not positive
         */
        public Builder maxRequestBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxRequestBytes must be positive, but was " + bytes);
            }
            this.maxBody = bytes;
            return this;
        }

        /**
         * Marks the platform as a fake, in every record. Default: no mark, until an answer of a {@code FakeCognigy}
         * identifies it as a fake.
         */
        public Builder fake() {
            this.fake = true;
            return this;
        }

        /** Adds a listener of every attempt at every call. */
        public Builder listener(CallListener listener) {
            this.listeners.add(Objects.requireNonNull(listener, "listener must be given, but was null."));
            return this;
        }

        /**
         * Sets the HTTP proxy of all requests. Default: the JVM's, by {@code https.proxyHost} and similar properties or
         * the default {@link java.net.ProxySelector}; SOCKS proxies are not used.
         *
         * @throws IllegalArgumentException if the host is blank or the port is not between 1 and 65,535
         */
        public Builder proxy(String host, int port) {
            return proxy(host, port, "");
        }

        /**
         * Sets the HTTP proxy of all requests, and its login by the scheme {@code Basic}. The login is sent with the
         * first request for a tunnel, and never to the platform.
         *
         * @throws IllegalArgumentException if the host or the user is blank, if the user contains a colon, or if the
         *     port is not between 1 and 65,535
         */
        public Builder proxy(String host, int port, String user, Secret password) {
            Objects.requireNonNull(host, "host must be given, but was null.");
            Objects.requireNonNull(user, "user must be given, but was null.");
            Objects.requireNonNull(password, "password must be given, but was null.");
            if (user.isBlank() || user.contains(":")) {
                throw new IllegalArgumentException("user must be a name without a colon, but was '" + user + "'");
            }
            String login = Base64.getEncoder()
                    .encodeToString((user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
            proxy(host, port, "Basic " + login);
            proxySecrets.add(password.reveal());
            proxySecrets.add(login);
            return this;
        }

        private Builder proxy(String host, int port, String authorization) {
            if (Objects.requireNonNull(host, "host must be given, but was null.")
                    .isBlank()) {
                throw new IllegalArgumentException("host must be a name or an address, but was blank");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port must be from 1 to 65535, but was " + port);
            }
            proxySecrets.clear();
            this.proxy = new ProxyServer(host, port, authorization);
            return this;
        }

        /** Sets the TLS context. Default: the JVM's, by {@code javax.net.ssl.trustStore} and similar properties. */
        public Builder sslContext(SSLContext context) {
            this.sslContext = Objects.requireNonNull(context, "context must be given, but was null.");
            return this;
        }

        /**
         * Sets the largest number of connections, which is the largest number of requests at once. A request beyond it
         * waits for its turn within its time limit. A connection that is idle for one second is closed. Default 100.
         *
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxConnections(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException("connections must be positive, but was " + connections);
            }
            this.maxConnections = connections;
            return this;
        }

        private Supplier<Transport> transports() {
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
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport must be given, but was null.");
            return this;
        }

        /** Sets the clock and sleeper. Default {@link Time#SYSTEM}. */
        public Builder time(Time time) {
            this.time = Objects.requireNonNull(time, "time must be given, but was null.");
            return this;
        }

        /**
         * Sets the source of all randomness: jitter and generated ids. The source need not be safe for use by many
         * threads, because the client serializes access to it. Default: {@link SecureRandom}.
         */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random must be given, but was null.");
            return this;
        }

        /**
         * Builds the client. Nothing is sent.
         *
         * @throws IllegalStateException if the base URL or the credentials are missing, or if both a transport and
         *     settings of the default transport are set
         * @throws IllegalArgumentException if secrets must not be sent to the credentials' token URL
         */
        public CognigyClient build() {
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
            return new CognigyClient(this, origin, credentials);
        }
    }
}
