package io.cognigydeploy.client;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A platform that this library has no client of. */
final class NamedPlatform implements Platform {

    private final String name;
    private final Time time;
    private final RandomGenerator random = new SecureRandom();
    private final Secrets secrets = new Secrets();
    private final ExternalPoster poster;

    NamedPlatform(String name, Time time) {
        this.name = Objects.requireNonNull(name, "name must be given, but was null.");
        this.time = Objects.requireNonNull(time, "time must be given, but was null.");
        Transport transport = new HttpTransport(Json.MAX_BYTES, UnaryOperator.identity());
        this.poster = new ExternalPoster(
                transport,
                new GuardedTransport(transport, Duration.ofSeconds(30), null, null, null),
                null,
                new Retries(RetryOptions.defaults(), Duration.ofMinutes(2), time, random, new CallListeners(List.of())),
                time,
                CognigyClient.USER_AGENT,
                secrets);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Secrets secrets() {
        return secrets;
    }

    @Override
    public void postOutside(URI target, Map<String, String> headers, byte[] json) {
        poster.post(target, headers, json);
    }

    @Override
    public void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        poster.postAnywhere(target, headers, json);
    }

    @Override
    public String toString() {
        return name;
    }
}
