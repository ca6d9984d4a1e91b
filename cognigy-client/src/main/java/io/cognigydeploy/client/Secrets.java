package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secrets of a client, which are hidden in every text that contains them. The collection has the client's
 * credentials, each token that was issued to it, the values that it sent under names of secrets, the addresses that it
 * posted to, and the secrets that were added. Safe for use by many threads.
 */
public final class Secrets {

    /** The replacement text of a secret. */
    public static final String HIDDEN = "***";

    /** Shorter texts occur in everything. */
    private static final int SHORTEST = 4;

    /** A shorter text is hidden only as a whole word. */
    private static final int SHORTEST_WITHIN_WORDS = 8;

    private static final int MAX_KNOWN = 2000;

    // The oldest first. A snapshot is replaced as a whole, so that reading needs no lock.
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> kept = new LinkedHashSet<>();
    private volatile List<String> longestFirst = List.of();

    /** Creates an empty collection. */
    public Secrets() {}

    /**
     * Adds a text to hide from now on; a text of fewer than 4 characters is ignored. Beyond 2,000 texts the oldest is
     * removed.
     */
    public void add(String secret) {
        add(secret, known);
    }

    /** Adds a text like {@link #add}, which is never removed. For the few credentials of a client. */
    void keep(String secret) {
        add(secret, kept);
    }

    private void add(String secret, Set<String> to) {
        if (secret.length() < SHORTEST || secret.equals(HIDDEN)) {
            return;
        }
        synchronized (known) {
            boolean changed = to.add(secret);
            changed |= to.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            changed |= to.add(quoted(secret));
            if (!changed) {
                return;
            }
            while (known.size() > MAX_KNOWN) {
                known.remove(known.iterator().next());
            }
            longestFirst = Stream.concat(kept.stream(), known.stream())
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    /** Adds the path and the query of an address that is posted to: in many systems they are its password. */
    public void addAddress(URI address) {
        for (String part : Arrays.asList(address.getRawPath(), address.getRawQuery())) {
            if (part != null && part.length() >= SHORTEST_WITHIN_WORDS) {
                add(part);
            }
        }
    }

    /** Adds the path and the query of a text that is an address. */
    void addAddress(String address) {
        try {
            addAddress(new URI(address));
        } catch (URISyntaxException e) {
            // Not an address, so nothing is posted to it.
            return;
        }
    }

    /** Returns this collection with each long part of an address added, even if the address itself is short. */
    Secrets withPartsOf(URI address) {
        Secrets more = new Secrets();
        synchronized (known) {
            kept.forEach(more::keep);
            known.forEach(more::add);
        }
        for (String part : (address.getRawPath() + "?" + address.getRawQuery()).split("[/?&=]", 32)) {
            if (part.length() >= SHORTEST_WITHIN_WORDS) {
                more.add(part);
            }
        }
        return more;
    }

    /** Adds all texts under names of secrets in a document that is sent. */
    void addNamedIn(JsonNode document) {
        addNamedIn(document, false);
    }

    private void addNamedIn(JsonNode value, boolean secret) {
        if (value instanceof ObjectNode object) {
            boolean isWebhook = object.path("secret").isTextual();
            object.properties().forEach(member -> {
                if (isAddressName(member.getKey())
                        || (isWebhook && member.getKey().equals("url"))) {
                    addAddress(member.getValue().asText());
                }
                addNamedIn(member.getValue(), secret || isName(member.getKey()));
            });
        } else if (value.isArray()) {
            value.forEach(element -> addNamedIn(element, secret));
        } else if (secret && value.isTextual()) {
            add(value.textValue());
        }
    }

    /**
     * Returns the text without the secrets of this collection and without the secrets that {@link #hidden} detects. The
     * beginning of a secret at the end of the text is hidden too, because the text may have been cut.
     */
    public String hide(String text) {
        String result = text;
        for (String secret : longestFirst) {
            result = secret.length() < SHORTEST_WITHIN_WORDS
                    ? withoutWord(result, secret)
                    : result.replace(secret, HIDDEN);
        }
        return hidden(withoutBeginnings(result));
    }

    private String withoutBeginnings(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '…' || text.charAt(end - 1) == '.' || text.charAt(end - 1) == '"')) {
            end--;
        }
        for (String secret : longestFirst) {
            for (int length = Math.min(secret.length() - 1, end); length >= SHORTEST_WITHIN_WORDS; length--) {
                if (text.regionMatches(end - length, secret, 0, length)) {
                    return text.substring(0, end - length) + HIDDEN + text.substring(end);
                }
            }
        }
        return text;
    }

    private static String withoutWord(String text, String word) {
        return text.contains(word)
                ? text.replaceAll("(?<![\\p{L}\\p{Nd}])" + Pattern.quote(word) + "(?![\\p{L}\\p{Nd}])", HIDDEN)
                : text;
    }

    /** Returns the text in its JSON form. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    // ---------------------------------------------------------------- detection of secrets

    private static final Set<String> IN_QUERIES = Set.of("code", "key", "hash", "hmac", "access", "sid");

    /**
     * Returns whether a name is typical of secrets, such as {@code clientSecret}, {@code API_KEY}, {@code session-id}
     * or {@code pwd}. Words may be joined in any way. {@code author}, {@code passRate} and {@code tokenizer} are no
     * such names.
     */
    public static boolean isName(String name) {
        return SecretName.of(name).isOfSecret();
    }

    /** Returns whether a name is typical of addresses of webhooks, such as {@code webhookCallbackUrl}. */
    public static boolean isAddressName(String name) {
        return SecretName.of(name).isOfAddress();
    }

    // None of these starts with a part that can match at every position: that would take quadratic time.
    private static final Pattern SCHEME =
            Pattern.compile("\\b(Bearer|Basic)\\s{1,8}+([\\w.~+/=-]++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("://(?:([^/?#\\s:@]*+):([^/?#\\s]*)|[^/?#\\s:@]++)@");
    private static final Pattern QUERY = Pattern.compile("([?&#])([^?&=#\\s]+)=([^&#\\s\"'<>]*)");
    private static final Pattern SETTING =
            Pattern.compile("(?<![\\w.?&#-])([\\w.-]{1,64}+)=(?!\\s)([^&\\s,;\"'<>)\\]}]++)");
    private static final Pattern MEMBER =
            Pattern.compile("(\\\\?)\"([^\"\\\\\\s]{1,64}+)\\1\"\\s{0,8}+:\\s{0,8}+\\1\"");
    private static final Pattern PATH = Pattern.compile("^(https?://[^/?#\\s]*+)[/?#]\\S++", Pattern.CASE_INSENSITIVE);
    private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{8,4000}+\\.[\\w-]{2,8000}+\\.[\\w-]*+");

    /**
     * Returns the text without everything that has the form of a secret. These are bearer tokens, basic credentials and
     * signed tokens, users and passwords in URLs, and values of parameters, settings and JSON members whose name {@link
     * #isName}.
     */
    public static String hidden(String text) {
        String result = text;
        if (result.contains("://")) {
            result = USER_INFO
                    .matcher(result)
                    .replaceAll(found -> found.group(1) == null ? "://" + HIDDEN + "@" : "://$1:" + HIDDEN + "@");
        }
        if (result.indexOf('=') >= 0) {
            result = QUERY.matcher(result).replaceAll(found -> isParameter(found.group(2)) ? "$1$2=" + HIDDEN : "$0");
            result = SETTING.matcher(result).replaceAll(found -> isName(found.group(1)) ? "$1=" + HIDDEN : "$0");
        }
        if (result.indexOf('"') >= 0) {
            result = withoutMembers(result);
        }
        if (result.contains("eyJ")) {
            result = JWT.matcher(result).replaceAll(HIDDEN);
        }
        return mayHaveScheme(result)
                ? SCHEME.matcher(result)
                        .replaceAll(found -> isCredential(found.group(1), found.group(2)) ? "$1 " + HIDDEN : "$0")
                : result;
    }

    private static boolean mayHaveScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean begins = c == 'B' || c == 'b';
            if (begins && (text.regionMatches(true, i, "Bearer", 0, 6) || text.regionMatches(true, i, "Basic", 0, 5))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a value is a credential: "basic" is also an English word. */
    private static boolean isCredential(String scheme, String value) {
        return !scheme.equalsIgnoreCase("basic")
                || value.endsWith("=")
                || (value.length() >= 8
                        && !value.chars().allMatch(c -> Character.isLowerCase(c) || c == '.' || c == '-'));
    }

    private static boolean isParameter(String name) {
        return isName(name) || IN_QUERIES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String withoutMembers(String text) {
        StringBuilder result = new StringBuilder();
        Matcher member = MEMBER.matcher(text);
        int from = 0;
        while (member.find(from)) {
            int start = member.end();
            int end = endOfText(text, start, member.group(1));
            result.append(text, from, start);
            result.append(hidden(member.group(2), text.substring(start, end)));
            from = end;
        }
        return from == 0 ? text : result.append(text, from, text.length()).toString();
    }

    private static String hidden(String name, String value) {
        if (isName(name)) {
            return HIDDEN;
        }
        return isAddressName(name) || name.equals("url") ? hiddenPath(value) : value;
    }

    /** Returns the address of a webhook without path and query, which in many systems are its password. */
    public static String hiddenPath(String address) {
        return PATH.matcher(address).replaceFirst("$1/" + HIDDEN);
    }

    /** Returns the position of the quotation mark that ends a text, or the end of a text without one. */
    private static int endOfText(String text, int start, String escape) {
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (escape.isEmpty() && c == '\\') {
                at++;
            } else if (escape.isEmpty() ? c == '"' : text.startsWith("\\\"", at)) {
                return at;
            }
        }
        return text.length();
    }

    /** Returns the number of secrets, without their content. */
    @Override
    public String toString() {
        return longestFirst.size() + " secrets";
    }
}
