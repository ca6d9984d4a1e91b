package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The credentials, scopes and rate limit of a platform. Guarded by the lock of its {@link FakeCognigy}. */
final class Access {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Pattern PLURAL = Pattern.compile("s(?=:|$)");

    /** A client that may have these scopes; none means all. */
    record Client(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String secret,
            List<String> scopes) {}

    /** An API key that may have these scopes; none means all. */
    private record ApiKey(@JsonProperty(required = true) String key, List<String> scopes) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static ApiKey ofAll(String key) {
            return new ApiKey(key, List.of());
        }
    }

    /** The rest of this minute's budget after one request; a negative rest means that there was none. */
    record Budget(int limit, int remaining, long secondsToReset) {

        boolean isOverdrawn() {
            return remaining < 0;
        }

        Map<String, String> headers() {
            return Map.of(
                    "RateLimit-Limit", String.valueOf(limit),
                    "RateLimit-Remaining", String.valueOf(Math.max(0, remaining)),
                    "RateLimit-Reset", String.valueOf(secondsToReset));
        }
    }

    private record Token(long end, Set<String> scopes) {}

    @ById
    Map<String, Client> clients = new LinkedHashMap<>();

    @JsonIgnore
    final Map<String, List<String>> apiKeys = new LinkedHashMap<>();

    boolean acceptAny;
    boolean enforceScopes;

    @JsonIgnore
    private final Map<String, Token> tokens = new HashMap<>();

    @JsonIgnore
    private long minuteBegan;

    @JsonIgnore
    private int spent;

    static Access demo() {
        Access access = new Access();
        access.clients.put("demo-client", new Client("demo-client", "demo-secret", List.of()));
        access.apiKeys.put("demo-key", List.of());
        return access;
    }

    @JsonGetter("apiKeys")
    List<ApiKey> writtenKeys() {
        return apiKeys.entrySet().stream()
                .map(key -> new ApiKey(key.getKey(), key.getValue()))
                .toList();
    }

    @JsonSetter("apiKeys")
    void readKeys(List<ApiKey> keys) {
        keys.forEach(key -> apiKeys.put(key.key(), key.scopes()));
    }

    /** Issues a token with these scopes, until then; no scopes means all. */
    String issueToken(List<String> scopes, long end) {
        String token = String.format(Locale.ROOT, "fake-token-%04d", tokens.size() + 1);
        tokens.put(token, new Token(end, Set.copyOf(scopes)));
        return token;
    }

    /** Revokes all issued tokens. */
    void revokeTokens(long now) {
        tokens.replaceAll((text, token) -> new Token(Math.min(token.end, now), token.scopes));
    }

    boolean isGood(String bearer, long now) {
        Token token = tokens.get(bearer);
        if (token != null) {
            return now < token.end;
        }
        return apiKeys.containsKey(bearer) || (acceptAny && !bearer.isBlank());
    }

    /** Returns whether a valid bearer has one of these scopes; singular and plural are the same. */
    boolean mayDo(String bearer, List<String> wanted) {
        if (!enforceScopes) {
            return true;
        }
        Token token = tokens.get(bearer);
        Set<String> had = new TreeSet<>();
        (token == null ? apiKeys.getOrDefault(bearer, List.of()) : token.scopes)
                .forEach(scope -> had.add(singular(scope)));
        return had.isEmpty() || wanted.stream().map(Access::singular).anyMatch(had::contains);
    }

    private static String singular(String scope) {
        return PLURAL.matcher(scope).replaceFirst("");
    }

    /** Takes one request from the budget, if there is a limit; zero is none. */
    Optional<Budget> spend(int requestsPerMinute, long now) {
        if (requestsPerMinute == 0) {
            return Optional.empty();
        }
        if (spent == 0 || now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            spent = 0;
        }
        spent++;
        long left = minuteBegan + MINUTE - now;
        return Optional.of(
                new Budget(requestsPerMinute, requestsPerMinute - spent, (left + 999_999_999L) / 1_000_000_000L));
    }
}
