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
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Client of a Cognigy.AI platform. Its resources are interfaces over one stack of policies for time limits, retries and
 * credentials. Create one client per platform and share it; it is safe for use by many threads.
 */
public final class CognigyClient implements Platform, AutoCloseable {

    private final PolicyStack stack;
    private final Lists lists = new Lists(this);
    private final Operations operations = new Operations(this);

    private CognigyClient(PolicyStack stack) {
        this.stack = stack;
    }

    /** Returns a builder that has every default. Set the base URL and the credentials. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the resource for bots, their versions and their understanding. */
    public BotsApi bots() {
        return stack.resource(BotsApi.class);
    }

    /** Returns the resource for environments. */
    public EnvironmentsApi environments() {
        return stack.resource(EnvironmentsApi.class);
    }

    /** Returns the resource for deployments. */
    public DeploymentsApi deployments() {
        return stack.resource(DeploymentsApi.class);
    }

    /** Returns the resource for jobs of configurations. */
    public JobsApi jobs() {
        return stack.resource(JobsApi.class);
    }

    /** Returns the resource for flows. */
    public FlowsApi flows() {
        return stack.resource(FlowsApi.class);
    }

    /** Returns the resource for intents. */
    public IntentsApi intents() {
        return stack.resource(IntentsApi.class);
    }

    /** Returns the resource for entities. */
    public EntitiesApi entities() {
        return stack.resource(EntitiesApi.class);
    }

    /** Returns the resource for sessions. */
    public SessionsApi sessions() {
        return stack.resource(SessionsApi.class);
    }

    /** Returns the resource for metrics of conversations. */
    public MetricsApi metrics() {
        return stack.resource(MetricsApi.class);
    }

    /** Returns the resource for test suites and their results. */
    public TestsApi tests() {
        return stack.resource(TestsApi.class);
    }

    /** Returns the resource for trial runs. */
    public ValidationsApi validations() {
        return stack.resource(ValidationsApi.class);
    }

    /** Returns the resource for webhooks. */
    public WebhooksApi webhooks() {
        return stack.resource(WebhooksApi.class);
    }

    /** Returns the resource for the platform's audit log. */
    public AuditApi audit() {
        return stack.resource(AuditApi.class);
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
        return stack.optionally(reads);
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
        stack.outside().post(target, headers, json);
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
        stack.outside().postAnywhere(target, headers, json);
    }

    @Override
    public byte[] readAnywhere(URI target, Map<String, String> headers) {
        return stack.outside().readAnywhere(target, headers);
    }

    /**
     * Returns the secrets that this client hides in its messages. Code that is built on the client should hide them
     * too, and can add secrets of its own.
     */
    @Override
    public Secrets secrets() {
        return stack.secrets();
    }

    /** Returns the clock and sleeper of this client and of everything that is built on it. */
    @Override
    public Time time() {
        return stack.time();
    }

    /** Returns the source of all randomness in this client and in everything that is built on it. */
    @Override
    public RandomGenerator random() {
        return stack.random();
    }

    /** Returns the platform's base URL: scheme, host, port, and the path of its API. */
    public URI baseUrl() {
        return stack.baseUrl();
    }

    /**
     * Returns the reason why a body is too large to be sent, by {@link ClientBuilder#maxRequestBytes}. Empty if the body
     * would be sent.
     *
     * @param body a model that a request accepts
     */
    public Optional<String> oversize(Object body) {
        return stack.oversize(body);
    }

    /**
     * Returns the least time that a number of requests takes by the rate limit of this client. Zero if they fit into what
     * may be sent at once, or without a rate limit. Other callers of the client make it longer.
     *
     * @param requests zero or more
     */
    public Duration leastTime(long requests) {
        return stack.leastTime(requests);
    }

    /**
     * Returns how many requests the rate limit would let go at once now. Empty without a rate limit.
     */
    public OptionalLong remainingRequests() {
        return stack.remainingRequests();
    }

    /** Returns whether the platform is a fake, according to the builder or to an answer of the platform. */
    public boolean isFake() {
        return stack.isFake();
    }

    /** Returns the platform's name in records: its URL, with {@code FAKE} before it if {@link #isFake()}. */
    @Override
    public String name() {
        return stack.name();
    }

    /** Returns the signal of the next close. */
    CountDownLatch closing() {
        return stack.closing();
    }

    /**
     * Closes all connections and ends the calls under way, whatever they wait for, and the waits for operations. A call
     * whose request may have left fails with {@link OutcomeClass#UNKNOWN}, and one that only waited to be sent with
     * {@link OutcomeClass#NOT_SENT}. An exchange of a transport that the caller supplied is not ended, but is not made
     * again. A later call opens a new connection.
     */
    @Override
    public void close() {
        stack.close();
    }

    @Override
    public String toString() {
        return "CognigyClient for " + stack.origin();
    }

    /** Builder of a client. Not safe for use by many threads. */
    public static final class Builder extends ClientBuilder<Builder> {

        private Builder() {
            super(Dialect.DOCUMENTED);
        }

        @Override
        Builder self() {
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
            return new CognigyClient(stack());
        }
    }
}
