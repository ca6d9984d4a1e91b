package io.cognigydeploy.client;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A platform that this library has no client of. */
record NamedPlatform(String name, Time time, RandomGenerator random, Secrets secrets, ExternalCalls outside)
        implements Platform {

    static NamedPlatform of(String name, Time time) {
        Objects.requireNonNull(name, "name must be given, but was null.");
        Objects.requireNonNull(time, "time must be given, but was null.");
        RandomGenerator random = new SecureRandom();
        Secrets secrets = new Secrets();
        Lifetime lifetime = new Lifetime(new HttpTransport(Json.MAX_BYTES, HttpSettings.DEFAULT));
        ExternalCalls outside = new ExternalCalls(
                new GuardedTransport(
                        Duration.ofSeconds(30), null, null, null, new RequestInterceptors(List.of(), time.now())),
                null,
                new Retries(
                        RetryOptions.defaults(),
                        Duration.ofMinutes(2),
                        time,
                        random,
                        new CallListeners(List.of()),
                        () -> lifetime),
                time,
                secrets);
        return new NamedPlatform(name, time, random, secrets, outside);
    }

    @Override
    public void postOutside(URI target, Map<String, String> headers, byte[] json) {
        outside.post(target, headers, json);
    }

    @Override
    public void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        outside.postAnywhere(target, headers, json);
    }

    @Override
    public byte[] readAnywhere(URI target, Map<String, String> headers) {
        return outside.readAnywhere(target, headers);
    }

    @Override
    public String toString() {
        return name;
    }
}
