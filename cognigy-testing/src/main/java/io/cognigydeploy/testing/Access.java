package io.cognigydeploy.testing;

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
    record Client(String id, String secret, List<String> scopes) {}

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

    final Map<String, Client> clients = new LinkedHashMap<>();
    final Map<String, List<String>> apiKeys = new LinkedHashMap<>();
    boolean acceptAny;
    boolean enforceScopes;
    Duration tokenLife = Duration.ofHours(1);

    /** Zero for no limit. */
    int requestsPerMinute;

    private final Map<String, Token> tokens = new HashMap<>();
    private long minuteBegan;
    private int spent;

    /** Issues a token with these scopes; none means all. */
    String issueToken(List<String> scopes, long now) {
        String token = String.format(Locale.ROOT, "fake-token-%04d", tokens.size() + 1);
        tokens.put(token, new Token(now + tokenLife.toNanos(), Set.copyOf(scopes)));
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
        Token token = tokens.get(bearer);
        Set<String> had = new TreeSet<>();
        (token == null ? apiKeys.getOrDefault(bearer, List.of()) : token.scopes)
                .forEach(scope -> had.add(singular(scope)));
        return !enforceScopes
                || had.isEmpty()
                || wanted.stream().map(Access::singular).anyMatch(had::contains);
    }

    private static String singular(String scope) {
        return PLURAL.matcher(scope).replaceFirst("");
    }

    /** Takes one request from the budget, if there is a limit. */
    Optional<Budget> spend(long now) {
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
