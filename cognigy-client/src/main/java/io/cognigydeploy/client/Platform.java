package io.cognigydeploy.client;

import java.net.URI;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A system that deployments change, with everything that its callers share: clock, randomness, secrets and the sender
 * of webhooks. A {@link CognigyClient} is one; {@link #named} creates one for any other system. Safe for use by many
 * threads.
 */
public interface Platform {

    /** The beginning of the name of a fake platform. */
    String FAKE = "FAKE ";

    /** Returns the name in records, such as a URL. */
    String name();

    /** Returns the clock and sleeper of all code that works on the platform. */
    Time time();

    /** Returns the source of all randomness, such as for ids. */
    RandomGenerator random();

    /** Returns the texts that no message and no record may contain. Callers of the platform add their own. */
    Secrets secrets();

    /**
     * Posts a JSON document to a public address outside the platform, such as a CI system's webhook. Nothing of the
     * platform's credentials is sent.
     *
     * @param headers sent in addition to {@code Content-Type: application/json}
     * @param json not copied; must not be changed during the call
     * @throws InvalidRequestException if the target is not a safe URL, or not a public address; nothing was sent
     * @throws CognigyException if the receiver did not accept the document
     */
    void postOutside(URI target, Map<String, String> headers, byte[] json);

    /**
     * Posts as {@link #postOutside} does, to private addresses too. Use only for targets from trusted configuration.
     *
     * @param json not copied; must not be changed during the call
     * @throws InvalidRequestException if the target is not a safe URL; nothing was sent
     * @throws CognigyException if the receiver did not accept the document
     */
    void postAnywhere(URI target, Map<String, String> headers, byte[] json);

    /**
     * Reads a JSON document of another system, such as a database of metrics. Time limits, retries of a read and sizes are
     * those of every other call. Private addresses are allowed, so use only targets from trusted configuration. Nothing of
     * the platform's credentials is sent.
     *
     * @param headers sent in addition to {@code Accept: application/json}, such as {@code Authorization}; the values of
     *     headers whose names are those of secrets are hidden in every message
     * @return one JSON document in UTF-8 of at most 8 MiB, in which no object has a member twice
     * @throws InvalidRequestException if the target is not a safe URL; nothing was sent
     * @throws CognigyException if the system did not answer with a JSON document and a 2xx
     */
    byte[] readAnywhere(URI target, Map<String, String> headers);

    /** Returns a platform with this name and the operating system's clock. */
    static Platform named(String name) {
        return named(name, Time.SYSTEM);
    }

    /** Returns a platform with this name and clock. */
    static Platform named(String name, Time time) {
        return NamedPlatform.of(name, time);
    }
}
