package io.cognigydeploy.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The meaning of a member's name, by its words.
 *
 * @param isOfSecret whether the name is typical of secrets
 * @param isOfAddress whether the name is typical of addresses of webhooks
 */
record SecretName(boolean isOfSecret, boolean isOfAddress) {

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern HUMPS =
            Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})|(?<=\\p{L})(?=\\p{N})");

    /** Words that mark the name of a secret wherever they occur in it, even joined to the word before. */
    private static final Pattern STRONG = Pattern.compile("(secret|password|passwort|passwd|passphrase|passcode|token"
            + "|credential|authorization|connectionstring"
            + "|(api|access|signing|private|secret|encryption|shared|master|account|subscription)key)$");

    /** Words that mark the name of a secret as whole words, one to three of them. */
    private static final Pattern WHOLE = Pattern.compile("pwd|jwt|creds|bearer|otp|sessionid|sasurl"
            + "|(session|client|auth|hmac|ssh|webhook|license|storage|service|serviceaccount)key");

    /** Words that mark the name of a secret at its end only: {@code dbPass} is one, {@code passRate} is not. */
    private static final Set<String> LAST = Set.of("pass", "auth", "cookie", "signature", "sig", "sas", "pin");

    private static final Set<String> OF_ADDRESSES = Set.of("callback", "webhook", "hook");

    private static final int MAX_KNOWN = 1000;
    private static final int MAX_LENGTH = 64;

    /** The first names that were asked about. A program uses a few hundred; hostile documents have any number. */
    private static final Map<String, SecretName> KNOWN = new ConcurrentHashMap<>();

    static SecretName of(String name) {
        SecretName known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        List<String> words = words(name);
        SecretName made = new SecretName(isOfSecret(words), words.stream().anyMatch(OF_ADDRESSES::contains));
        if (name.length() <= MAX_LENGTH && KNOWN.size() < MAX_KNOWN) {
            KNOWN.put(name, made);
        }
        return made;
    }

    private static boolean isOfSecret(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String two = i + 1 < words.size() ? word + words.get(i + 1) : word;
            String three = i + 2 < words.size() ? two + words.get(i + 2) : two;
            if (STRONG.matcher(word).find()
                    || STRONG.matcher(two).matches()
                    || Stream.of(word, two, three).anyMatch(WHOLE.asMatchPredicate())) {
                return true;
            }
        }
        return !words.isEmpty() && LAST.contains(words.get(words.size() - 1));
    }

    /** Returns the words of a name in lower case, singular, without numbers. */
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        Matcher part = WORDS.matcher(name.substring(0, Math.min(name.length(), 256)));
        while (part.find()) {
            for (String hump : HUMPS.split(part.group(), 64)) {
                if (!hump.isEmpty() && !Character.isDigit(hump.charAt(0))) {
                    String word = hump.toLowerCase(Locale.ROOT);
                    words.add(
                            word.length() > 3 && word.endsWith("s") && !word.endsWith("ss") && !word.equals("creds")
                                    ? word.substring(0, word.length() - 1)
                                    : word);
                }
            }
        }
        return words;
    }
}
