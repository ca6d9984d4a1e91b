package io.cognigydeploy.core.stage;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.text.Argument;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * A stage on the way of a bot to its users: a project of an installation, and its endpoints. It has no credentials, only
 * the names of the environment variables that have them.
 *
 * <pre>{@code
 * Stage prod = Stage.builder()
 *     .name("prod")
 *     .baseUrl("https://api-trial.cognigy.ai")
 *     .credentials(new Stage.ApiKeyVariable("COGNIGY_PROD_API_KEY"))
 *     .project("shop-prod")
 *     .addEndpoints("Web")
 *     .build();
 * }</pre>
 *
 * <p>Building one throws {@link IllegalArgumentException} for a URL that nothing may be sent to, for the name of a
 * variable that cannot be one, and for a text that is blank, has control characters, or names the same thing twice.
 */
@Value.Immutable
@StageStyle
public abstract class Stage {

    /** Names of variables. A key of hexadecimal digits that stands where its variable should be named is none. */
    private static final Pattern VARIABLE = Pattern.compile("(?![0-9a-fA-F]{32,}$)[A-Za-z_][A-Za-z0-9_]{0,127}");

    // No other values than the checked ones.
    Stage() {}

    /** Returns the name of the stage, unlike that of any other. */
    public abstract String name();

    /** Returns the base URL of the installation, as for {@link CognigyInstallation.Builder#baseUrl}. */
    public abstract String baseUrl();

    /** Returns the URL below which endpoints are talked to. Default: the one that follows from the base URL. */
    public abstract Optional<String> endpointUrl();

    /** Returns the names of the variables that have the credentials. */
    public abstract CredentialVariables credentials();

    /** Returns the name of the project, or its id of 24 lower-case letters and digits. */
    public abstract String project();

    /** Returns the names or ids of the endpoints that are switched, in this order. Default none. */
    public abstract List<String> endpoints();

    /** Returns the names or ids of the playbooks that must succeed before endpoints are switched. Default none. */
    public abstract List<String> playbooks();

    /** Returns the texts that are said to each endpoint after it was switched. Default none. */
    public abstract List<String> probe();

    /** Returns how many snapshots the project may have, from 1 to 1,000. Default 10. */
    @Value.Default
    public int snapshotCap() {
        return 10;
    }

    /** Returns the value that endpoints must have for this option of theirs. Default: any. */
    public abstract Optional<Boolean> overrideSnapshotConnections();

    /** Returns the URL of the installation's OData service. Default: none is used. */
    public abstract Optional<String> odataUrl();

    @Value.Check
    void check() {
        name("name", name());
        CognigyInstallation.builder().baseUrl(baseUrl());
        endpointUrl().ifPresent(CognigyInstallation.builder()::endpointUrl);
        odataUrl().ifPresent(url -> Argument.webUrl("odataUrl", uri("odataUrl", url)));
        name("project", project());
        names("endpoints", endpoints());
        names("playbooks", playbooks());
        probe().forEach(text -> name("probe", text));
        if (snapshotCap() < 1 || snapshotCap() > 1000) {
            throw Argument.refused("snapshotCap", "from 1 to 1000", snapshotCap());
        }
    }

    /**
     * Returns the builder of the stage's client, with the URLs and the credentials. Nothing is sent.
     *
     * @param variables returns the value of an environment variable; a blank value counts as none
     * @throws StageException if a variable of the credentials has no value, or one that no API key has; the message names
     *     it
     */
    public CognigyInstallation.Builder installation(Function<String, Optional<String>> variables) {
        CognigyInstallation.Builder builder = CognigyInstallation.builder()
                .baseUrl(baseUrl())
                .credentials(credentials()
                        .read(name -> variables
                                .apply(name)
                                .filter(value -> !value.isBlank())
                                .orElseThrow(() -> new StageException(
                                        "stage " + Printable.shown(name()),
                                        "The environment variable " + name
                                                + " must have a value, but has none. Set it, or name"
                                                + " another variable in the stage."))));
        return endpointUrl().map(builder::endpointUrl).orElse(builder);
    }

    private static String name(String parameter, String text) {
        Argument.text(parameter, text);
        if (text.length() > 200 || text.chars().anyMatch(Character::isISOControl)) {
            throw Argument.refused(parameter, "at most 200 characters and no control character", text);
        }
        return text;
    }

    private static void names(String parameter, List<String> texts) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(name(parameter, text))) {
                throw Argument.refused(parameter, "a list without repetitions", text);
            }
        }
    }

    private static URI uri(String parameter, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // The text may contain a password and is neither shown nor chained.
            throw new IllegalArgumentException(parameter + " must be an absolute http or https URL.");
        }
    }

    private static void variable(String parameter, String name) {
        if (!VARIABLE.matcher(Argument.given(parameter, name)).matches()) {
            // Without the value: perhaps it is the key itself.
            throw new IllegalArgumentException(parameter + " must be the name of an environment variable, such as"
                    + " COGNIGY_PROD_API_KEY, and not the value.");
        }
    }

    /** Returns a builder without a name, a base URL, credentials and a project, which must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    public Builder toBuilder() {
        return new Builder().from(this);
    }

    /** A builder of stages. Not safe for use by many threads. */
    public static final class Builder extends ImmutableStage.Builder {}

    /** The names of the environment variables that have the credentials of a stage. */
    public sealed interface CredentialVariables {

        /** Returns the credentials that the variables have. */
        Credentials read(Function<String, String> variables);
    }

    /**
     * The name of the variable that has an API key.
     *
     * @param apiKey up to 128 letters, digits and {@code _}, of which the first is no digit
     */
    public record ApiKeyVariable(String apiKey) implements CredentialVariables {

        /** @throws IllegalArgumentException if the text cannot be the name of a variable; it is not in the message */
        public ApiKeyVariable {
            variable("apiKeyEnv", apiKey);
        }

        @Override
        public Credentials read(Function<String, String> variables) {
            String key = variables.apply(apiKey).strip();
            if (!key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new StageException(
                        "variable " + apiKey,
                        "The value must be visible ASCII on one line, because it is sent in a header. Set it to the key"
                                + " alone.");
            }
            return Credentials.apiKey(key);
        }
    }

    /**
     * The names of the variables that have OAuth2 client credentials.
     *
     * @param clientId up to 128 letters, digits and {@code _}, of which the first is no digit
     * @param clientSecret the same
     */
    public record ClientVariables(String clientId, String clientSecret) implements CredentialVariables {

        /** @throws IllegalArgumentException if a text cannot be the name of a variable; it is not in the message */
        public ClientVariables {
            variable("clientIdEnv", clientId);
            variable("clientSecretEnv", clientSecret);
        }

        @Override
        public Credentials read(Function<String, String> variables) {
            return Credentials.clientCredentials(variables.apply(clientId), variables.apply(clientSecret));
        }
    }
}
