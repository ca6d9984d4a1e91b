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
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way to a Cognigy.AI platform: its resources, each an interface, over one stack of policies for time limits,
 * retries and credentials. Make one per platform and share it; it is safe for use by many threads.
 */
public final class CognigyClient implements AutoCloseable {

    private static final int MAX_RATE = 1_000_000;
    private static final String USER_AGENT = "cognigy-deploy/" + version();

    private final Origin origin;
    private final String path;
    private final Time time;
    private final RandomGenerator random;
    private final Secrets secrets = new Secrets();
    private final ExternalPoster poster;
    private final GuardedTransport guarded;
    private final boolean fake;
    private final @Nullable HttpTransport ownTransport;
    private final BotsApi bots;
    private final EnvironmentsApi environments;
    private final DeploymentsApi deployments;
    private final JobsApi jobs;
    private final FlowsApi flows;
    private final IntentsApi intents;
    private final EntitiesApi entities;
    private final SessionsApi sessions;
    private final MetricsApi metrics;
    private final TestsApi tests;
    private final ValidationsApi validations;
    private final WebhooksApi webhooks;
    private final AuditApi audit;
    private final Retries retries;
    private final Resources resources;
    private final Lists lists = new Lists(this);
    private final Operations operations = new Operations(this);

    private CognigyClient(Builder builder, Origin origin, Credentials credentials) {
        this.origin = origin;
        this.path = builder.path;
        this.fake = builder.fake;
        this.time = builder.time;
        this.random = builder.random == null ? new SecureRandom() : new SharedRandom(builder.random);
        HttpTransport own = null;
        Transport transport = builder.transport;
        if (transport == null) {
            own = new HttpTransport(
                    Json.MAX_BYTES, builder.httpClient == null ? UnaryOperator.identity() : builder.httpClient);
            transport = own;
        }
        this.ownTransport = own;
        CallListeners listeners = new CallListeners(builder.listeners);
        RateBudget rate = builder.perMinute == 0 ? null : new RateBudget(time, builder.perMinute, builder.burst);
        Circuit circuit = builder.circuitFailures == 0
                ? null
                : new Circuit(time, builder.circuitFailures, builder.circuitWindow, builder.circuitPause);
        this.guarded = new GuardedTransport(transport, builder.attemptTimeout, origin, rate, circuit);
        this.retries = new Retries(builder.retry, builder.timeout, time, random, listeners);
        this.poster = new ExternalPoster(transport, guarded, origin, retries, time, USER_AGENT, secrets);
        Authorizer authorizer =
                authorizer(credentials, origin.resolve(path + "/oauth/token"), guarded, time, listeners, secrets);
        this.resources = new Resources(
                origin, path, guarded, authorizer, retries, time, USER_AGENT, listeners, builder.maxBody, secrets);
        this.bots = resources.create(BotsApi.class);
        this.environments = resources.create(EnvironmentsApi.class);
        this.deployments = resources.create(DeploymentsApi.class);
        this.jobs = resources.create(JobsApi.class);
        this.flows = resources.create(FlowsApi.class);
        this.intents = resources.create(IntentsApi.class);
        this.entities = resources.create(EntitiesApi.class);
        this.sessions = resources.create(SessionsApi.class);
        this.metrics = resources.create(MetricsApi.class);
        this.tests = resources.create(TestsApi.class);
        this.validations = resources.create(ValidationsApi.class);
        this.webhooks = resources.create(WebhooksApi.class);
        this.audit = resources.create(AuditApi.class);
    }

    private static Authorizer authorizer(
            Credentials credentials,
            URI tokenUrl,
            GuardedTransport guarded,
            Time time,
            CallListeners listeners,
            Secrets secrets) {
        if (credentials instanceof Credentials.ClientCredentials client) {
            URI url = client.tokenUrl().orElse(tokenUrl);
            secrets.add(client.clientSecret().reveal());
            return new OAuthTokens(guarded, time, url, USER_AGENT, client, listeners, secrets);
        }
        Secret key = ((Credentials.ApiKey) credentials).key();
        secrets.add(key.reveal());
        return new StaticToken(key);
    }

    private static String version() {
        String version = CognigyClient.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** A builder with every default in place; base URL and credentials must be given. */
    public static Builder builder() {
        return new Builder();
    }

    public BotsApi bots() {
        return bots;
    }

    public EnvironmentsApi environments() {
        return environments;
    }

    public DeploymentsApi deployments() {
        return deployments;
    }

    public JobsApi jobs() {
        return jobs;
    }

    public FlowsApi flows() {
        return flows;
    }

    public IntentsApi intents() {
        return intents;
    }

    public EntitiesApi entities() {
        return entities;
    }

    public SessionsApi sessions() {
        return sessions;
    }

    public MetricsApi metrics() {
        return metrics;
    }

    public TestsApi tests() {
        return tests;
    }

    public ValidationsApi validations() {
        return validations;
    }

    public WebhooksApi webhooks() {
        return webhooks;
    }

    public AuditApi audit() {
        return audit;
    }

    /** Lists read to their end, page by page. */
    public Lists lists() {
        return lists;
    }

    /** Background work: started, awaited, found again. */
    public Operations operations() {
        return operations;
    }

    /**
     * Makes calls for what a platform may not have: one that is answered 500 is sent once more and not four times. All
     * else is as in other calls.
     *
     * @param reads the calls, made on this thread
     * @throws CognigyException as the calls do
     */
    public <T> T optionally(Supplier<T> reads) {
        return retries.optionally(reads);
    }

    /**
     * Posts a JSON document to an address outside the platform, such as a CI system's webhook: with the same time limits
     * and retries as every other call, and never with the platform's credentials. The receiver may see it more than
     * once, so it should carry an id. Any 2xx is a success.
     *
     * <p>Only public addresses are posted to, and the platform's own: whoever can choose the target must not reach what
     * stands behind a firewall. The host's name is resolved before each attempt, and one address that is private, shared,
     * loopback, link-local, unique local, multicast, reserved or unspecified is enough to refuse it. {@link
     * HttpClient} resolves the name once more when it connects. Between the two only the JVM's cache of
     * addresses sees to it that the answer is the same, for 30 s by default; with {@code networkaddress.cache.ttl=0}, or
     * when the entry ends in just that moment, a name server that gives two answers can get past this, and behind a proxy
     * it is the proxy that resolves. Where strangers choose targets, let the network refuse private addresses as well.
     *
     * @param headers sent beside {@code Content-Type: application/json}
     * @throws InvalidRequestException if the target is not a safe URL, or not a public address; nothing was sent
     * @throws CognigyException if it was not taken
     */
    public void postOutside(URI target, Map<String, String> headers, byte[] json) {
        poster.post(target, headers, json);
    }

    /**
     * Checks that an address is one that {@link #postOutside} and {@link #postAnywhere} could post to.
     *
     * @throws IllegalArgumentException if it is not an absolute {@code https} URL ({@code http} is taken for loopback
     *     addresses), has a user, a password or a fragment, or names no host
     */
    public static void requirePostable(URI target) {
        Origin.of("The webhook", Objects.requireNonNull(target, "target must be given, but was null."));
    }

    /**
     * As {@link #postOutside}, to private addresses too. For targets that only those choose who may reach them anyway.
     *
     * @throws InvalidRequestException if the target is not a safe URL; nothing was sent
     * @throws CognigyException if it was not taken
     */
    public void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        poster.postAnywhere(target, headers, json);
    }

    /**
     * What this client hides in its messages, and what everything built on it should hide in its own. Secrets that it
     * cannot know of can be added.
     */
    public Secrets secrets() {
        return secrets;
    }

    /** The clock and sleeper that everything built on this client uses. */
    public Time time() {
        return time;
    }

    /** The source of all randomness in this client and in everything built on it. */
    public RandomGenerator random() {
        return random;
    }

    /** Where the platform is: scheme, host, port, and the path below which its API is. */
    public URI baseUrl() {
        return origin.resolve(path);
    }

    /**
     * Returns why a body would be refused before it is sent: it has more bytes than {@link Builder#maxRequestBytes}. Empty
     * if it would be sent.
     *
     * @param body a model that a request takes
     */
    public Optional<String> oversize(Object body) {
        return resources.oversize(Json.size(body));
    }

    /** Returns whether the platform is a fake: the builder said so, or one of its answers did. */
    public boolean isFake() {
        return fake || guarded.isFakePlatform();
    }

    /** Returns the platform as records name it: its URL, with {@code FAKE} before it if {@link #isFake()}. */
    public String platform() {
        return (isFake() ? "FAKE " : "") + baseUrl();
    }

    /** Lets go of idle connections, unless the transport was handed in. Calls under way are not ended. */
    @Override
    public void close() {
        if (ownTransport != null) {
            ownTransport.close();
        }
    }

    @Override
    public String toString() {
        return "CognigyClient for " + origin;
    }

    /** Not safe for use by many threads. */
    public static final class Builder {

        private @Nullable Origin origin;
        private String path = "";
        private @Nullable Credentials credentials;
        private Duration timeout = Duration.ofMinutes(2);
        private Duration attemptTimeout = Duration.ofSeconds(30);
        private RetryOptions retry = RetryOptions.defaults();
        private @Nullable Transport transport;
        private @Nullable UnaryOperator<HttpClient.Builder> httpClient;
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
         * Where the platform is, such as {@code https://api.cognigy.ai}. A final slash and a version path such as {@code
         * /api/v1} mean nothing and are dropped; behind a gateway, such as {@code https://gateway.example.com/cognigy},
         * every request and the token's go below the path that is left. Plain {@code http} is taken for loopback addresses only.
         *
         * @throws IllegalArgumentException if it is not such a URL
         */
        public Builder baseUrl(String url) {
            this.origin = Origin.ofBaseUrl(Objects.requireNonNull(url, "url must be given, but was null."));
            this.path = Origin.pathOfBaseUrl(url);
            return this;
        }

        public Builder credentials(Credentials credentials) {
            this.credentials = Objects.requireNonNull(credentials, "credentials must be given, but was null.");
            return this;
        }

        /**
         * How long one call may take, all attempts and waits included. Default 2 minutes.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = positive("timeout", timeout);
            return this;
        }

        /**
         * How long one attempt may take, from connecting to the last byte of the body. Default 30 s.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder attemptTimeout(Duration timeout) {
            this.attemptTimeout = positive("attemptTimeout", timeout);
            return this;
        }

        public Builder retry(RetryOptions options) {
            this.retry = Objects.requireNonNull(options, "options must be given, but was null.");
            return this;
        }

        /**
         * How fast the platform is asked, by all threads together: so many requests a minute, and so many at once after
         * a rest. A request beyond that waits for its turn, or fails with {@link DeadlineExceededException} and {@link
         * OutcomeClass#NOT_SENT} at once if its turn would come too late. The platform's {@code Retry-After} on a 429, and
         * what it says of its quota, slow down all threads. Default 60 and 60: the platform documents 60 a minute for
         * a tenant and 100 for a client.
         *
         * @throws IllegalArgumentException if one of them is not between 1 and 1,000,000
         */
        public Builder rateLimit(int requestsPerMinute, int atOnce) {
            if (requestsPerMinute < 1 || requestsPerMinute > MAX_RATE || atOnce < 1 || atOnce > MAX_RATE) {
                throw new IllegalArgumentException("rateLimit takes numbers from 1 to " + MAX_RATE + ", not "
                        + requestsPerMinute + " and " + atOnce);
            }
            this.perMinute = requestsPerMinute;
            this.burst = atOnce;
            return this;
        }

        /** Asks the platform as fast as calls come. */
        public Builder withoutRateLimit() {
            this.perMinute = 0;
            return this;
        }

        /**
         * When the platform is left alone: after so many requests in a row, within the window, without an answer or with
         * a 5xx, every call fails at once with {@link CircuitOpenException}. After the pause one call finds out whether
         * the platform answers again. Default 20 within 5 minutes, then 15 s.
         *
         * @throws IllegalArgumentException if one of them is not positive
         */
        public Builder circuit(int failures, Duration window, Duration pause) {
            if (failures < 1) {
                throw new IllegalArgumentException("failures must be positive, not " + failures);
            }
            this.circuitWindow = positive("window", window);
            this.circuitPause = positive("pause", pause);
            this.circuitFailures = failures;
            return this;
        }

        /** Goes on asking a platform that does not answer. */
        public Builder withoutCircuit() {
            this.circuitFailures = 0;
            return this;
        }

        /**
         * The largest body that is sent to the platform. Default 60 kB (60 * 1024 bytes), which is what the platform
         * documents; a larger one fails with {@link InvalidRequestException} before anything is sent.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxRequestBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxRequestBytes must be positive, not " + bytes);
            }
            this.maxBody = bytes;
            return this;
        }

        /**
         * Marks the platform as a fake, which every record then says. Default: no, until an answer of a {@code FakeCognigy}
         * says so.
         */
        public Builder fake() {
            this.fake = true;
            return this;
        }

        /** Told every attempt at every call, beside those that were added before. */
        public Builder listener(CallListener listener) {
            this.listeners.add(Objects.requireNonNull(listener, "listener must be given, but was null."));
            return this;
        }

        /**
         * Settings of the JDK's client that carries the bytes, such as its proxy, its TLS context or its executor; asked
         * for each time that it is opened. Default: the JDK's own, so a proxy is what {@code https.proxyHost} and its like
         * say, and trusted is what {@code javax.net.ssl.trustStore} has. HTTP/1.1 it stays, and redirects are not followed,
         * whatever is set here.
         */
        public Builder httpClient(UnaryOperator<HttpClient.Builder> settings) {
            this.httpClient = Objects.requireNonNull(settings, "settings must be given, but was null.");
            return this;
        }

        /** What carries the bytes. Default: {@link HttpClient} with HTTP/1.1, pooled connections. */
        public Builder transport(Transport transport) {
            this.transport = Objects.requireNonNull(transport, "transport must be given, but was null.");
            return this;
        }

        /** Default {@link Time#SYSTEM}. */
        public Builder time(Time time) {
            this.time = Objects.requireNonNull(time, "time must be given, but was null.");
            return this;
        }

        /**
         * The source of all randomness: jitter and generated ids. It need not be safe for use by many threads; the client
         * sees to that. Default: {@link SecureRandom}.
         */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random must be given, but was null.");
            return this;
        }

        /**
         * Builds the client. Nothing is sent.
         *
         * @throws IllegalStateException if the base URL or the credentials are missing, or there are both a transport and
         *     settings for the one that it takes the place of
         * @throws IllegalArgumentException if the credentials' token URL is not one that secrets may be sent to
         */
        public CognigyClient build() {
            if (origin == null) {
                throw new IllegalStateException("baseUrl is missing");
            }
            if (credentials == null) {
                throw new IllegalStateException("credentials are missing");
            }
            if (transport != null && httpClient != null) {
                throw new IllegalStateException("httpClient has no effect on a transport of your own; set one of them");
            }
            return new CognigyClient(this, origin, credentials);
        }

        private static Duration positive(String what, Duration duration) {
            Objects.requireNonNull(duration, what + " must be given, but was null.");
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(what + " must be positive, not " + duration);
            }
            return duration;
        }
    }
}
