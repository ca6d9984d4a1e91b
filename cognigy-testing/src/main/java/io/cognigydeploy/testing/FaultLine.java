package io.cognigydeploy.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** Faults as they are written on a command line, and the bodies that go with the words there. */
final class FaultLine {

    private static final String FORM =
            "METHOD PATH-REGEX NTH STATUS [RETRY-AFTER], where METHOD may be *, NTH is a number"
                    + " from 1, a range such as 2-4 or *, and STATUS is a number from 200 to 599, drop, unreadable, html,"
                    + " html-502, stall, gzip-bomb, deep or huge-number, any of them after applied- to let the request take effect"
                    + " first, or not-sent, stale-N or revoke";
    private static final Pattern NTH = Pattern.compile("([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?|\\*");
    private static final Pattern NUMBER = Pattern.compile("[2-5][0-9]{2}");
    private static final Pattern PAGE = Pattern.compile("html-([2-5][0-9]{2})");
    private static final Pattern STALE = Pattern.compile("stale-([1-9][0-9]{0,3})");
    private static final String APPLIED = "applied-";
    private static final Duration VERY_LONG = Duration.ofHours(1);
    private static final String BROKEN_JSON = "{\"id\":";
    private static final String HTML_PAGE = "<!doctype html><html><body><h1>Please stand by</h1></body></html>";
    private static final String JSON = "application/json";
    private static final int DEPTH = 100_000;
    private static final int DIGITS = 1_000_000;
    private static final long BOMB = 256L * 1024 * 1024;

    private FaultLine() {}

    static Fault read(String line) {
        String[] words = line.trim().split("\\s+", 5);
        if (words.length < 4) {
            throw malformed(line, "too few words");
        }
        Fault fault;
        try {
            fault = Fault.on(words[0], words[1]);
        } catch (IllegalArgumentException e) {
            throw malformed(line, String.valueOf(e.getMessage()));
        }
        fault = kind(nth(fault, line, words[2]), line, words[3].toLowerCase(Locale.ROOT));
        return words.length == 5 ? fault.retryAfter(words[4]) : fault;
    }

    private static Fault nth(Fault fault, String line, String word) {
        Matcher matcher = NTH.matcher(word);
        if (!matcher.matches()) {
            throw malformed(line, "NTH is '" + word + "'");
        }
        if (word.equals("*")) {
            return fault.always();
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
        if (to < from) {
            throw malformed(line, "NTH is '" + word + "'");
        }
        return fault.nth(from).times(to - from + 1);
    }

    private static Fault kind(Fault fault, String line, String word) {
        boolean applied = word.startsWith(APPLIED);
        String kind = applied ? word.substring(APPLIED.length()) : word;
        if (NUMBER.matcher(kind).matches()) {
            int number = Integer.parseInt(kind);
            return applied ? fault.statusAfterEffect(number) : fault.status(number);
        }
        Matcher page = PAGE.matcher(kind);
        if (page.matches()) {
            return kind(fault, line, (applied ? APPLIED : "") + page.group(1)).body(HTML_PAGE, "text/html");
        }
        Matcher stale = STALE.matcher(word);
        if (stale.matches()) {
            return fault.stale(Integer.parseInt(stale.group(1)));
        }
        Fault answered = applied ? fault : fault.status(200);
        return switch (kind) {
            case "drop" -> applied ? fault.dropAfterEffect() : fault.drop();
            case "stall" -> (applied ? fault.dropAfterEffect() : fault.drop()).stall(VERY_LONG);
            case "unreadable" -> answered.body(BROKEN_JSON, JSON);
            case "html" -> answered.body(HTML_PAGE, "text/html");
            case "gzip-bomb" -> answered.gzipBomb(BOMB);
            case "deep" -> answered.body("[".repeat(DEPTH) + "]".repeat(DEPTH), JSON);
            case "huge-number" -> answered.body("{\"id\":" + "9".repeat(DIGITS) + "}", JSON);
            case "not-sent", "revoke" -> {
                if (applied) {
                    throw malformed(line, "STATUS is '" + word + "'");
                }
                yield kind.equals("revoke") ? fault.revokeTokens() : fault.notSent();
            }
            default -> throw malformed(line, "STATUS is '" + word + "'");
        };
    }

    private static IllegalArgumentException malformed(String line, String why) {
        return new IllegalArgumentException("Not a fault: '" + line.trim() + "' (" + why + "). Expected " + FORM + ".");
    }

    /** Returns JSON of at least so many bytes, deflated. */
    static byte[] bomb(long size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] filling = new byte[64 * 1024];
        Arrays.fill(filling, (byte) 'a');
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"data\":\"".getBytes(StandardCharsets.UTF_8));
            for (long written = 0; written < size; written += filling.length) {
                gzip.write(filling);
            }
            gzip.write("\"}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
