package io.cognigydeploy.client;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The policies of all calls to one platform, under which its resources are made. Both clients of this library are built
 * on one.
 */
final class PolicyStack {

    private final Origin origin;
    private final String path;
    private final Time time;
    private final RandomGenerator random;
    private final Secrets secrets;
    private final ExternalCalls outside;
    private final GuardedTransport guarded;
    private final Optional<RateBudget> budget;
    private final boolean fake;
    private final Supplier<Transport> transports;
    private volatile Lifetime lifetime;
    private final Retries retries;
    private final Resources resources;
    private final Map<Class<?>, Object> made = new ConcurrentHashMap<>();

    PolicyStack(ClientBuilder<?> builder, Origin origin, Credentials credentials) {
        this.origin = origin;
        this.path = builder.path;
        this.fake = builder.fake;
        this.time = builder.time;
        this.random = builder.random == null ? new SecureRandom() : new SharedRandom(builder.random);
        this.secrets = builder.secrets == null ? new Secrets() : builder.secrets;
        this.transports = builder.transports();
        this.lifetime = new Lifetime(transports.get());
        builder.proxySecrets.forEach(secrets::keep);
        CallListeners listeners = new CallListeners(builder.listeners);
        this.budget = builder.budget.apply(origin, time);
        @Nullable
        Circuit circuit = builder.circuitFailures == 0
                ? null
                : new Circuit(time, builder.circuitFailures, builder.circuitWindow, builder.circuitPause);
        builder.headerSecrets.forEach(secrets::keep);
        this.guarded = new GuardedTransport(
                builder.attemptTimeout,
                origin,
                budget.orElse(null),
                circuit,
                new RequestInterceptors(builder.interceptors, time.now()));
        this.retries = new Retries(builder.retry, builder.timeout, time, random, listeners, () -> lifetime);
        this.outside = new ExternalCalls(guarded, origin, retries, time, secrets);
        this.resources = new Resources(
                builder.dialect,
                origin,
                path,
                guarded,
                authorizer(builder.dialect, credentials, listeners),
                retries,
                time,
                listeners,
                builder.maxBody,
                secrets);
    }

    private Authorizer authorizer(Dialect dialect, Credentials credentials, CallListeners listeners) {
        if (credentials instanceof Credentials.ClientCredentials client) {
            secrets.keep(client.clientSecret().reveal());
            return new OAuthTokens(
                    guarded, time, origin.resolve(path), dialect.tokenPath(), client, listeners, secrets);
        }
        Secret key = ((Credentials.ApiKey) credentials).key();
        secrets.keep(key.reveal());
        return new FixedHeader(dialect.headerOf(key));
    }

    /** Returns a resource of the platform. */
    <T> T resource(Class<T> type) {
        return type.cast(made.computeIfAbsent(type, resources::create));
    }

    /** Returns a resource of another origin, which gets no credentials. Always the same origin for a type. */
    <T> T resource(Class<T> type, Origin other, String otherPath) {
        return type.cast(made.computeIfAbsent(
                type, each -> resources.elsewhere(other, otherPath).create(each)));
    }

    <T> T optionally(Supplier<T> reads) {
        return retries.optionally(reads);
    }

    Retries retries() {
        return retries;
    }

    FileCalls files() {
        return new FileCalls(resources);
    }

    /** Returns a success as a model. */
    <T> T read(CallSpec call, Transport.Response answer, Class<T> type) {
        Envelope.Names names = new Envelope.Names(List.of(), false, "", secrets);
        return type.cast(Objects.requireNonNull(resources.dialect().read(call, answer, type, names)));
    }

    ExternalCalls outside() {
        return outside;
    }

    Secrets secrets() {
        return secrets;
    }

    Time time() {
        return time;
    }

    RandomGenerator random() {
        return random;
    }

    Origin origin() {
        return origin;
    }

    /** Returns the origin and the path below which all requests go. */
    URI baseUrl() {
        return origin.resolve(path);
    }

    Optional<String> oversize(Object body) {
        return resources.oversize(Json.size(body));
    }

    OptionalLong remainingRequests() {
        return budget.isPresent() ? OptionalLong.of(budget.get().remaining()) : OptionalLong.empty();
    }

    Duration leastTime(long requests) {
        return budget.map(each -> each.leastTime(requests)).orElse(Duration.ZERO);
    }

    /** Returns whether the platform is a fake, by its builder or by an answer. */
    boolean isFake() {
        return fake || guarded.isFakePlatform();
    }

    /** Returns the platform's name in records. */
    String name() {
        return (isFake() ? Platform.FAKE : "") + baseUrl();
    }

    /** Returns the signal of the next close. */
    CountDownLatch closing() {
        return lifetime.end();
    }

    /** Ends the lifetime of all calls under way, and begins another. */
    void close() {
        Lifetime old;
        synchronized (this) {
            old = lifetime;
            lifetime = new Lifetime(transports.get());
        }
        old.close();
    }
}
