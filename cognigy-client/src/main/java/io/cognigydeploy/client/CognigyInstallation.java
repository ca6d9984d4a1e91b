package io.cognigydeploy.client;

import io.cognigydeploy.client.product.AuditEventsApi;
import io.cognigydeploy.client.product.ConnectionsApi;
import io.cognigydeploy.client.product.ConversationsApi;
import io.cognigydeploy.client.product.EndpointsApi;
import io.cognigydeploy.client.product.ExtensionsApi;
import io.cognigydeploy.client.product.LanguageModelsApi;
import io.cognigydeploy.client.product.LocalesApi;
import io.cognigydeploy.client.product.PlaybooksApi;
import io.cognigydeploy.client.product.ProductFlowsApi;
import io.cognigydeploy.client.product.ProjectsApi;
import io.cognigydeploy.client.product.SnapshotsApi;
import io.cognigydeploy.client.product.TalkApi;
import io.cognigydeploy.client.product.TasksApi;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Client of the product's own REST API, of one installation of Cognigy.AI. Time limits, retries, errors and credentials are
 * those of a {@link CognigyClient}; paths, models and lists are the product's.
 *
 * <p>An API key is sent as {@code X-API-Key}, and only to the origin of the base URL. All installations of one origin in
 * this process share a rate budget, see {@link ClientBuilder#rateLimit}. Safe for use by many threads.
 */
public final class CognigyInstallation implements Platform, AutoCloseable {

    private final PolicyStack stack;
    private final Optional<Endpoints> endpoints;
    private final InstallationLists lists = new InstallationLists(this);
    private final InstallationOperations operations = new InstallationOperations(this);

    /** The origin of conversations with endpoints, and the path below which they go. */
    private record Endpoints(Origin origin, String path) {}

    private CognigyInstallation(PolicyStack stack, Optional<Endpoints> endpoints) {
        this.stack = stack;
        this.endpoints = endpoints;
    }

    /** Returns a builder that has every default. Set the base URL and the credentials. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the resource for projects. */
    public ProjectsApi projects() {
        return stack.resource(ProjectsApi.class);
    }

    /** Returns the resource for snapshots. */
    public SnapshotsApi snapshots() {
        return stack.resource(SnapshotsApi.class);
    }

    /** Returns the resource for tasks. To await one, use {@link #operations()}. */
    public TasksApi tasks() {
        return stack.resource(TasksApi.class);
    }

    /** Returns the resource for endpoints. */
    public EndpointsApi endpoints() {
        return stack.resource(EndpointsApi.class);
    }

    /** Returns the resource for flows. */
    public ProductFlowsApi flows() {
        return stack.resource(ProductFlowsApi.class);
    }

    /** Returns the resource for locales. */
    public LocalesApi locales() {
        return stack.resource(LocalesApi.class);
    }

    /** Returns the resource for connections. */
    public ConnectionsApi connections() {
        return stack.resource(ConnectionsApi.class);
    }

    /** Returns the resource for extensions. */
    public ExtensionsApi extensions() {
        return stack.resource(ExtensionsApi.class);
    }

    /** Returns the resource for large language models. */
    public LanguageModelsApi languageModels() {
        return stack.resource(LanguageModelsApi.class);
    }

    /** Returns the resource for playbooks and their runs. */
    public PlaybooksApi playbooks() {
        return stack.resource(PlaybooksApi.class);
    }

    /** Returns the resource for conversations. */
    public ConversationsApi conversations() {
        return stack.resource(ConversationsApi.class);
    }

    /** Returns the resource for audit events. */
    public AuditEventsApi auditEvents() {
        return stack.resource(AuditEventsApi.class);
    }

    /**
     * Returns the resource for talking to endpoints, which is on another origin and gets no credentials.
     *
     * @throws InvalidRequestException if the builder has no {@link Builder#endpointUrl} and none follows from the base URL
     */
    public TalkApi talk() {
        Endpoints there = endpoints.orElseThrow(() -> new InvalidRequestException(
                "",
                "endpointUrl must be set on the builder of the installation, because it does not follow from "
                        + stack.origin(),
                null));
        return stack.resource(TalkApi.class, there.origin(), there.path());
    }

    /** Returns the lists of the installation, read page by page to their end. */
    public InstallationLists lists() {
        return lists;
    }

    /** Returns the background operations of the installation: to await its tasks. */
    public InstallationOperations operations() {
        return operations;
    }

    /** Returns the downloads and uploads of files of snapshots, with the default options. */
    public SnapshotFiles files() {
        return files(FileOptions.defaults());
    }

    /** Returns the downloads and uploads of files of snapshots. */
    public SnapshotFiles files(FileOptions options) {
        return new SnapshotFiles(
                stack, snapshots(), Objects.requireNonNull(options, "options must be given, but was null."));
    }

    @Override
    public void postOutside(URI target, Map<String, String> headers, byte[] json) {
        stack.outside().post(target, headers, json);
    }

    @Override
    public void postAnywhere(URI target, Map<String, String> headers, byte[] json) {
        stack.outside().postAnywhere(target, headers, json);
    }

    @Override
    public byte[] readAnywhere(URI target, Map<String, String> headers) {
        return stack.outside().readAnywhere(target, headers);
    }

    @Override
    public Secrets secrets() {
        return stack.secrets();
    }

    @Override
    public Time time() {
        return stack.time();
    }

    @Override
    public RandomGenerator random() {
        return stack.random();
    }

    /** Returns the installation's base URL. */
    public URI baseUrl() {
        return stack.baseUrl();
    }

    /**
     * Returns how many requests the rate limit would let go at once now. Empty without a rate limit. Clients of one
     * installation share the default one.
     */
    public OptionalLong remainingRequests() {
        return stack.remainingRequests();
    }

    /** Returns whether the installation is a fake, according to the builder or to an answer. */
    public boolean isFake() {
        return stack.isFake();
    }

    /** Returns the installation's name in records: its URL, with {@code FAKE} before it if {@link #isFake()}. */
    @Override
    public String name() {
        return stack.name();
    }

    /** Returns the signal of the next close. */
    CountDownLatch closing() {
        return stack.closing();
    }

    /** Closes all connections and ends the calls and waits under way, as {@link CognigyClient#close()} does. */
    @Override
    public void close() {
        stack.close();
    }

    @Override
    public String toString() {
        return "CognigyInstallation at " + stack.origin();
    }

    /** Builder of an installation's client. Not safe for use by many threads. */
    public static final class Builder extends ClientBuilder<Builder> {

        private @Nullable Endpoints endpoints;

        private Builder() {
            super(Dialect.PRODUCT);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the URL below which endpoints are talked to, such as {@code https://endpoint-trial.cognigy.ai}. Default:
         * the base URL with {@code endpoint-} for {@code api-} at the beginning of the host, or {@code
         * cognigy-endpoint-} for {@code cognigy-api-}. For any other host there is no default.
         *
         * @throws IllegalArgumentException if the text is not an {@code https} URL ({@code http} is accepted for
         *     loopback addresses) with a path of plain segments
         */
        public Builder endpointUrl(String url) {
            String what = "The endpoint URL";
            Origin origin = Origin.ofUrlWithPath(what, Objects.requireNonNull(url, "url must be given, but was null."));
            this.endpoints = new Endpoints(origin, Origin.pathOf(what, url));
            return this;
        }

        /**
         * Builds the client. Nothing is sent.
         *
         * @throws IllegalStateException if the base URL or the credentials are missing, or if both a transport and
         *     settings of the default transport are set
         * @throws IllegalArgumentException if secrets must not be sent to the credentials' token URL
         */
        public CognigyInstallation build() {
            PolicyStack stack = stack();
            return new CognigyInstallation(
                    stack, Optional.ofNullable(endpoints).or(() -> endpointsBeside(stack.origin())));
        }

        private static Optional<Endpoints> endpointsBeside(Origin api) {
            String beside = api.host().replaceFirst("^(cognigy-)?api-", "$1endpoint-");
            return beside.equals(api.host()) ? Optional.empty() : Optional.of(new Endpoints(api.withHost(beside), ""));
        }
    }
}
