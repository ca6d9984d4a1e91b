package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OAuth2 client credentials: one token for all threads, which one of them fetches. A fetch is part of the attempt that
 * needs the token, is not retried by itself, and fails together with the attempt as {@link OutcomeClass#NOT_SENT}.
 */
final class OAuthTokens implements Authorizer {

    private static final Logger log = LoggerFactory.getLogger(OAuthTokens.class);
    private static final Duration WITHOUT_STATEMENT = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofDays(366);
    private static final Duration WIDEST_MARGIN = Duration.ofMinutes(5);
    private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(5);

    private final GuardedTransport guarded;
    private final Time time;
    private final URI url;
    private final Origin origin;
    private final Credentials.ClientCredentials credentials;
    private final CallListeners listeners;
    private final CallSpec call;

    private final Object lock = new Object();
    private @Nullable Token current;
    private @Nullable CompletableFuture<Token> flight;

    /** @param path path of the token endpoint below the base URL, if the credentials name no other */
    OAuthTokens(
            GuardedTransport guarded,
            Time time,
            URI base,
            String path,
            Credentials.ClientCredentials credentials,
            CallListeners listeners,
            Secrets secrets) {
        this.guarded = guarded;
        this.time = time;
        this.url = credentials.tokenUrl().orElseGet(() -> URI.create(base + path));
        this.origin = Origin.of("The token URL", this.url);
        this.credentials = credentials;
        this.listeners = listeners;
        this.call = CallSpec.preparing("POST " + path, secrets);
    }

    @Override
    public Optional<AuthHeader> header(CallDeadline deadline) {
        while (true) {
            CompletableFuture<Token> own = new CompletableFuture<>();
            CompletableFuture<Token> leading;
            synchronized (lock) {
                Token known = current;
                long now = time.nanoTime();
                if (known != null && (known.isFresh(now) || (known.isAlive(now) && flight != null))) {
                    return Optional.of(AuthHeader.bearer(known.value()));
                }
                leading = flight == null ? own : flight;
                flight = leading;
            }
            Token token = leading == own ? lead(own, deadline) : join(leading, deadline);
            if (token != null) {
                return Optional.of(AuthHeader.bearer(token.value()));
            }
        }
    }

    @Override
    public boolean refused(AuthHeader refused) {
        synchronized (lock) {
            // By value: another thread may have replaced the token since, and the new one is still valid.
            if (current != null
                    && AuthHeader.bearer(current.value())
                            .value()
                            .reveal()
                            .equals(refused.value().reveal())) {
                current = null;
            }
        }
        return true;
    }

    private Token lead(CompletableFuture<Token> own, CallDeadline deadline) {
        try {
            Token token = refresh(deadline);
            own.complete(token);
            return token;
        } catch (RuntimeException | Error e) {
            if (deadline.isClosed() || deadline.isOver()) {
                // The end of this call is no failure of those that began later: one of them fetches the token.
                own.cancel(false);
            }
            own.completeExceptionally(e);
            throw e;
        }
    }

    /** Returns a new token, or the previous one if that is still valid. The next refresh then waits for 5 seconds. */
    private Token refresh(CallDeadline deadline) {
        try {
            Token fetched = fetch(deadline);
            synchronized (lock) {
                current = fetched;
            }
            return fetched;
        } catch (CognigyException e) {
            synchronized (lock) {
                Token old = current;
                long now = time.nanoTime();
                if (e instanceof CallInterruptedException || old == null || !old.isAlive(now)) {
                    throw e;
                }
                log.warn("The token could not be refreshed; the previous one stays in use: {}", e.getMessage());
                Token kept = new Token(old.value(), now + BETWEEN_REFRESHES.toNanos(), old.expiresAt());
                current = kept;
                return kept;
            }
        } finally {
            // After an Error as well: an unfinished flight would block every later call.
            synchronized (lock) {
                flight = null;
            }
        }
    }

    /** Returns the token of the leading thread; null if that thread gave up, so that this thread should lead. */
    private @Nullable Token join(CompletableFuture<Token> joined, CallDeadline deadline) {
        try {
            return joined.get(Math.max(0, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(call.name(), OutcomeClass.NOT_SENT, null);
        } catch (TimeoutException e) {
            throw deadline.exceeded(call, OutcomeClass.NOT_SENT, "another thread is still waiting for the token", null);
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallInterruptedException || e.getCause() instanceof DeadlineExceededException) {
                return null;
            }
            if (e.getCause() instanceof CognigyException shared) {
                throw shared;
            }
            return null;
        }
    }

    private Token fetch(CallDeadline deadline) {
        try {
            Token token = request(deadline);
            listeners.report(call, deadline, null, CallListener.Next.DONE, Duration.ZERO);
            return token;
        } catch (CognigyException e) {
            listeners.report(call, deadline, e, CallListener.Next.FINAL, Duration.ZERO);
            throw e;
        } finally {
            // From here on the time counts for the call that the token is for.
            deadline.restart();
        }
    }

    private Token request(CallDeadline deadline) {
        // Taken before the request, because the token's life includes the time in transit.
        long start = time.nanoTime();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Accept", List.of("*/*"));
        headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));
        headers.put("User-Agent", List.of(GuardedTransport.USER_AGENT));
        OutgoingRequest request =
                new OutgoingRequest(call, "POST", url, headers, form().getBytes(StandardCharsets.US_ASCII));
        Transport.Response answer =
                ErrorDecoder.requireToken(call, guarded.exchange(call, origin, request, deadline), time.now());
        JsonNode body = ResponseDecoder.readTree(call, answer, JsonNode.class);
        String value = body.path("access_token").asText("");
        if (!body.path("access_token").isTextual() || !Printable.isHeaderValue(value)) {
            throw new UnreadableResponseException(call, answer.status(), "no usable access_token");
        }
        requireScopes(body, answer.status());
        Duration life = life(body.path("expires_in"));
        Duration margin = Times.shorter(life.dividedBy(5), WIDEST_MARGIN);
        // A token that lives for a moment only is used a little longer than it claims; the platform's 401 corrects
        // that.
        long fresh = Math.max(life.minus(margin).toNanos(), BETWEEN_REFRESHES.toNanos());
        call.secrets().add(value);
        return new Token(Secret.of(value), start + fresh, start + life.toNanos());
    }

    private String form() {
        String form = "grant_type=client_credentials&client_id=" + encoded(credentials.clientId()) + "&client_secret="
                + encoded(credentials.clientSecret().reveal());
        return credentials.scopes().isEmpty()
                ? form
                : form + "&scope=" + encoded(String.join(" ", credentials.scopes()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Refuses a token with too few scopes. RFC 6749, section 5.1: a server states the scopes if they differ from the
     * request.
     */
    private void requireScopes(JsonNode body, int status) {
        if (!body.path("scope").isTextual()) {
            return;
        }
        List<String> missing = new ArrayList<>(credentials.scopes());
        missing.removeAll(Arrays.asList(body.path("scope").textValue().strip().split("\\s+")));
        if (!missing.isEmpty()) {
            throw new UnauthorizedException(new ApiException.Answer(
                    call.name(),
                    OutcomeClass.REJECTED,
                    status,
                    "insufficient_scope",
                    "the token lacks " + String.join(", ", missing) + "; have these scopes granted to the client",
                    "",
                    null));
        }
    }

    private static Duration life(JsonNode statement) {
        double seconds = statement.isNumber() || statement.isTextual() ? statement.asDouble(0) : 0;
        return seconds >= 1 && seconds <= LONGEST_LIFE.toSeconds()
                ? Duration.ofSeconds((long) seconds)
                : WITHOUT_STATEMENT;
    }

    /** A token; both instants are of the monotonic clock. */
    private record Token(Secret value, long refreshAt, long expiresAt) {

        boolean isFresh(long now) {
            return now - refreshAt < 0;
        }

        boolean isAlive(long now) {
            return now - expiresAt < 0;
        }
    }
}
