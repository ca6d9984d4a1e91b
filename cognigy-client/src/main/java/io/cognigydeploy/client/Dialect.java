package io.cognigydeploy.client;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The two APIs of platforms, in what the policies of a call depend on. */
enum Dialect {

    /** The documented API of {@link CognigyClient}. */
    DOCUMENTED("/oauth/token", "/api(/v[12])?", "/api/v\\d+") {

        @Override
        AuthHeader headerOf(Secret key) {
            return AuthHeader.bearer(key);
        }

        @Override
        Optional<RateBudget> budget(Origin origin, Time time) {
            return Optional.of(new RateBudget(time, 60, 60));
        }

        @Override
        @Nullable
        Object read(CallSpec call, Transport.Response answer, Type type, Envelope.Names names) {
            if (type == void.class) {
                ResponseDecoder.requireNoRefusal(call, answer);
                return null;
            }
            return ResponseDecoder.read(call, answer, type, names);
        }
    },

    /** The product's own API, of {@link CognigyInstallation}. */
    PRODUCT("/auth/oauth2/token", "(/new)?/v2\\.0|/new", "/v\\d+\\.\\d+") {

        @Override
        AuthHeader headerOf(Secret key) {
            return new AuthHeader("X-API-Key", key);
        }

        @Override
        Optional<RateBudget> budget(Origin origin, Time time) {
            return Optional.of(RateBudget.shared(origin, time));
        }

        @Override
        @Nullable
        Object read(CallSpec call, Transport.Response answer, Type type, Envelope.Names names) {
            return type == void.class ? null : ResponseDecoder.readAsDocumented(call, answer, type, names);
        }
    };

    private final String tokenPath;
    private final Pattern versionPath;
    private final Pattern otherVersion;

    /**
     * @param versionPath paths that requests begin with, which a base URL may end with
     * @param otherVersion paths of other versions, whose requests are not served
     */
    Dialect(String tokenPath, String versionPath, String otherVersion) {
        this.tokenPath = tokenPath;
        this.versionPath = Pattern.compile("(" + versionPath + ")$");
        this.otherVersion = Pattern.compile("(" + otherVersion + ")$");
    }

    /**
     * Returns the path of a base URL without the version path at its end.
     *
     * @throws IllegalArgumentException if the path has other than plain segments, or is that of another version
     */
    String pathOf(String baseUrl) {
        String path =
                versionPath.matcher(Origin.pathOf("The base URL", baseUrl)).replaceFirst("");
        if (otherVersion.matcher(path).find()) {
            throw new IllegalArgumentException("The base URL must not have the path of another version of the API,"
                    + " but has '" + Printable.cut(path, 80) + "'.");
        }
        return path;
    }

    /** Returns the path of the token endpoint, below the base URL. */
    String tokenPath() {
        return tokenPath;
    }

    /** Returns the header by which an API key is sent. */
    abstract AuthHeader headerOf(Secret key);

    /** Returns the rate limit of a client whose builder sets none. */
    abstract Optional<RateBudget> budget(Origin origin, Time time);

    /** Returns a success as the method returns it; null for a method without a result. */
    abstract @Nullable Object read(CallSpec call, Transport.Response answer, Type type, Envelope.Names names);
}
