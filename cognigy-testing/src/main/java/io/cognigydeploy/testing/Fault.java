package io.cognigydeploy.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A fault of certain requests, in any state of the platform.
 *
 * <pre>{@code
 * fake.fail(Fault.on("POST", "/api/v1/deployments").dropAfterEffect());
 * fake.fail(Fault.on("GET", "/api/v1/deployments/.*").nth(2).times(3).status(429).retryAfter("5"));
 * fake.fail(Fault.parse("GET /api/v1/bots/.* * 503"));
 * }</pre>
 *
 * <p>By default a fault applies to the first request that matches, once. Requests are counted from when the fault is
 * handed to the platform, by each fault for itself. If two want the same request, the one that was handed over first
 * has it. Instances are immutable.
 */
public final class Fault {

    /** The answer of a faulty request. */
    enum Answer {
        USUAL,
        STATUS,
        CONNECTION_LOST,
        NOT_SENT
    }

    /** The fault of a request that has none. */
    static final Fault NONE = on("*", ".*");

    private final String method;
    private final Pattern path;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private long first = 1;
    private long count = 1;
    private Answer answer = Answer.USUAL;
    private boolean effect = true;
    private int status;
    private @Nullable String body;
    private Duration stall = Duration.ZERO;
    private long bomb;
    private int staleBy;
    private boolean revokesTokens;

    private Fault(String method, Pattern path) {
        this.method = method;
        this.path = path;
    }

    /**
     * Returns a fault of these requests.
     *
     * @param method such as {@code POST}, or {@code *} for all
     * @param path a regular expression for the whole path, without the query
     * @throws IllegalArgumentException if the path is no regular expression
     */
    public static Fault on(String method, String path) {
        return new Fault(method.toUpperCase(Locale.ROOT), compiled(path));
    }

    /**
     * Reads a fault from a command line.
     *
     * @param line {@code METHOD PATH-REGEX NTH STATUS [RETRY-AFTER]}; see {@code docs/fake-server.md}
     * @throws IllegalArgumentException if it is not of that form, with the form in the message
     */
    public static Fault parse(String line) {
        return FaultLine.read(line);
    }

    private static Pattern compiled(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the path '" + regex + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    /** Applies from this request on, counted from 1. */
    public Fault nth(long number) {
        return with(copy -> copy.first = positive(number));
    }

    /** Applies to so many requests in a row. */
    public Fault times(long number) {
        return with(copy -> copy.count = positive(number));
    }

    /** Applies to every request from the first on. */
    public Fault always() {
        return times(Long.MAX_VALUE);
    }

    /** Answers with this status; the request has no effect. */
    public Fault status(int code) {
        return with(copy -> copy.answer(Answer.STATUS, false).status = httpStatus(code));
    }

    /** Carries the request out, then answers with this status all the same. */
    public Fault statusAfterEffect(int code) {
        return with(copy -> copy.answer(Answer.STATUS, true).status = httpStatus(code));
    }

    /** Adds a {@code Retry-After} header to the answer: seconds, a date, or something that is neither. */
    public Fault retryAfter(String value) {
        return header("Retry-After", value);
    }

    /** Adds a header to the answer, or replaces it. */
    public Fault header(String name, String value) {
        return with(copy -> copy.headers.put(name, value));
    }

    /** Loses the connection before the request has any effect. */
    public Fault drop() {
        return with(copy -> copy.answer(Answer.CONNECTION_LOST, false));
    }

    /** Carries the request out and loses the connection before the answer. */
    public Fault dropAfterEffect() {
        return with(copy -> copy.answer(Answer.CONNECTION_LOST, true));
    }

    /** Refuses the connection. Behind a port, where that cannot be done for single requests, the same as a drop. */
    public Fault notSent() {
        return with(copy -> copy.answer(Answer.NOT_SENT, false));
    }

    /**
     * Puts another body into the answer. With {@link #status} the request has no effect; without, it is carried out and
     * answered with its usual status.
     */
    public Fault body(String text, String contentType) {
        return with(copy -> {
            copy.body = text;
            copy.headers.put("Content-Type", contentType);
        });
    }

    /** Answers with JSON that is small on the wire and so many bytes long when it is inflated. */
    public Fault gzipBomb(long inflatedBytes) {
        return with(copy -> copy.bomb = positive(inflatedBytes))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip");
    }

    /** Answers a read with the state that many changes ago. */
    public Fault stale(int changes) {
        return with(copy -> copy.staleBy = (int) positive(changes));
    }

    /** Revokes every token that was issued so far, just before the request. */
    public Fault revokeTokens() {
        return with(copy -> copy.revokesTokens = true);
    }

    /** Delays the answer by this time; without another fault it is the usual answer. */
    public Fault stall(Duration duration) {
        return with(copy -> copy.stall = duration);
    }

    boolean matches(String requestMethod, String requestPath) {
        return (method.equals("*") || method.equals(requestMethod))
                && path.matcher(requestPath).matches();
    }

    boolean isDue(long number) {
        return number >= first && number - first < count;
    }

    Answer answer() {
        return answer;
    }

    boolean hasEffect() {
        return effect;
    }

    Duration stall() {
        return stall;
    }

    /** Returns the answer with the status of this fault; the dialect of the request has the form of a refusal. */
    Reply reply(Function<Refusal, Reply> refused) {
        if (status == 204 || status == 304) {
            return Reply.empty(status);
        }
        return status < 400
                ? Reply.json(status, Json.object())
                : refused.apply(Refusal.of(status, "fault", "A scripted fault"));
    }

    int staleBy() {
        return staleBy;
    }

    boolean revokesTokens() {
        return revokesTokens;
    }

    Reply disguise(Reply reply) {
        Reply changed = reply.withHeaders(headers);
        if (bomb > 0) {
            return changed.withBody(Body.of(() -> FaultLine.bomb(bomb)));
        }
        String text = body;
        return text == null ? changed : changed.withBody(Body.of(() -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>(List.of(method, path.pattern()));
        if (count == Long.MAX_VALUE) {
            words.add(first == 1 ? "always" : "from #" + first);
        } else {
            words.add(count == 1 ? "#" + first : "#" + first + "-" + (first + count - 1));
        }
        words.add(
                answer == Answer.STATUS ? String.valueOf(status) : answer.name().toLowerCase(Locale.ROOT));
        if (effect && answer != Answer.USUAL) {
            words.add("after effect");
        }
        if (!stall.isZero()) {
            words.add("after " + stall);
        }
        if (body != null) {
            words.add("other body");
        }
        if (bomb > 0) {
            words.add("gzip bomb of " + bomb);
        }
        if (staleBy > 0) {
            words.add("stale by " + staleBy);
        }
        if (revokesTokens) {
            words.add("tokens revoked");
        }
        Optional.ofNullable(headers.get("Retry-After")).ifPresent(value -> words.add("Retry-After " + value));
        return String.join(" ", words);
    }

    private Fault with(Consumer<Fault> change) {
        Fault copy = new Fault(method, path);
        copy.headers.putAll(headers);
        copy.first = first;
        copy.count = count;
        copy.answer = answer;
        copy.effect = effect;
        copy.status = status;
        copy.body = body;
        copy.stall = stall;
        copy.bomb = bomb;
        copy.staleBy = staleBy;
        copy.revokesTokens = revokesTokens;
        change.accept(copy);
        return copy;
    }

    private Fault answer(Answer kind, boolean withEffect) {
        answer = kind;
        effect = withEffect;
        return this;
    }

    private static long positive(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("Counted from 1: " + number);
        }
        return number;
    }

    private static int httpStatus(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("Not a final HTTP status: " + code);
        }
        return code;
    }
}
