package io.cognigydeploy.spring;

import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The settings of an application's platform, store and runs.
 *
 * @param baseUrl URL of the platform, such as https://api.cognigy.ai. Without it there is no CognigyClient bean.
 * @param clientId Id of the OAuth2 client, together with client-secret.
 * @param clientSecret Secret of the OAuth2 client.
 * @param apiKey API key, in place of client-id and client-secret.
 * @param timeout Time limit of one call, all attempts and waits included.
 * @param attemptTimeout Time limit of one attempt, from connecting to the last byte.
 * @param rateLimit The rate budget of the client.
 * @param owner Name of this instance in the leases of a PostgreSQL store, such as that of its pod. By default the
 *     process and its host.
 * @param store The place where runs are kept.
 * @param worker The takeover of runs whose process has died.
 * @param shutdown The end of the application while runs are under way.
 */
@ConfigurationProperties("cognigy")
record CognigyProperties(
        @Nullable String baseUrl,
        @Nullable String clientId,
        @Nullable Secret clientSecret,
        @Nullable Secret apiKey,
        @DefaultValue("2m") Duration timeout,
        @DefaultValue("30s") Duration attemptTimeout,
        @DefaultValue RateLimit rateLimit,
        @Nullable String owner,
        @DefaultValue Store store,
        @DefaultValue Worker worker,
        @DefaultValue Shutdown shutdown) {

    private static final int MAX_RATE = 1_000_000;

    CognigyProperties {
        positive("timeout", timeout);
        positive("attempt-timeout", attemptTimeout);
        if (baseUrl != null) {
            if (apiKey != null && (clientId != null || clientSecret != null)) {
                throw refused("api-key", "***", "must not be given together with client-id and client-secret");
            }
            if (apiKey == null && (clientId == null || clientSecret == null)) {
                throw refused(
                        clientId == null ? "client-id" : "client-secret",
                        null,
                        "must be given, or api-key in place of client-id and client-secret");
            }
        }
    }

    /** Returns the platform's URL, if there is one. */
    Optional<String> platform() {
        return Optional.ofNullable(baseUrl);
    }

    /** Returns the name of this instance, if one was given. */
    Optional<String> instance() {
        return Optional.ofNullable(owner);
    }

    /** Returns the credentials, which are there if the platform's URL is. */
    Credentials credentials() {
        if (apiKey != null) {
            return Credentials.apiKey(apiKey.reveal());
        }
        if (clientId == null || clientSecret == null) {
            throw new IllegalStateException("cognigy.base-url must be given before there are credentials");
        }
        return Credentials.clientCredentials(clientId, clientSecret.reveal());
    }

    /**
     * The rate budget of the client.
     *
     * @param requestsPerMinute Requests a minute, of all threads together.
     * @param atOnce Requests at once after a rest.
     */
    record RateLimit(
            @DefaultValue("60") int requestsPerMinute,
            @DefaultValue("60") int atOnce) {

        RateLimit {
            between("rate-limit.requests-per-minute", requestsPerMinute, MAX_RATE);
            between("rate-limit.at-once", atOnce, MAX_RATE);
        }
    }

    /**
     * The place where runs are kept.
     *
     * @param type Files in a folder of this machine, or the PostgreSQL of the application's DataSource.
     * @param folder Folder of a store in files.
     * @param createTables Whether the tables in PostgreSQL are created, or brought up to date, at the start.
     * @param lease How long the right to change a target lasts in PostgreSQL after a renewal.
     * @param heartbeat Time between two renewals, and time limit of one call of the database.
     * @param patience How long a run waits for a database that cannot be reached.
     */
    record Store(
            @DefaultValue("files") StoreType type,
            @DefaultValue(".cognigy-deploy") Path folder,
            @DefaultValue("true") boolean createTables,
            @DefaultValue("2m") Duration lease,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("10m") Duration patience) {

        Store {
            positive("store.lease", lease);
            positive("store.heartbeat", heartbeat);
            notNegative("store.patience", patience);
        }
    }

    /** The kinds of store. */
    enum StoreType {
        FILES,
        POSTGRES
    }

    /**
     * The takeover of runs whose process has died.
     *
     * @param enabled Whether runs whose process has died are resumed, at the start and from then on.
     * @param every Time between two looks for runs whose process has died.
     * @param concurrency How many of these runs are carried out at once.
     */
    record Worker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1s") Duration every,
            @DefaultValue("4") int concurrency) {

        Worker {
            positive("worker.every", every);
            between("worker.concurrency", concurrency, Integer.MAX_VALUE);
        }
    }

    /**
     * The end of the application while runs are under way.
     *
     * @param runs Whether runs are cancelled, which undoes them, or left to be taken over.
     * @param timeout How long the application waits for runs that it has cancelled.
     */
    record Shutdown(
            @DefaultValue("cancel") AtShutdown runs,
            @DefaultValue("30s") Duration timeout) {

        Shutdown {
            notNegative("shutdown.timeout", timeout);
        }
    }

    /** The reactions of runs to the end of the application. */
    enum AtShutdown {
        CANCEL,
        LEAVE
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw refused(name, value, "must be positive");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw refused(name, value, "must be zero or positive");
        }
    }

    private static void between(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw refused(name, value, "must be from 1 to " + most);
        }
    }

    /** Returns the refusal of a property's value. */
    static InvalidConfigurationPropertyValueException refused(String name, @Nullable Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("cognigy." + name, value, reason);
    }
}
