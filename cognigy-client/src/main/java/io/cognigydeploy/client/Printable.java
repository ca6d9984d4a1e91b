package io.cognigydeploy.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rules for text from outside, such as a platform's messages: how it is stored, cut and shown. Records store such text
 * unescaped, with {@link #storable}; everything that prints the text for people escapes it, with {@link #shown}.
 */
public final class Printable {

    private static final List<byte[]> MARKS = List.of(
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
            new byte[] {(byte) 0xfe, (byte) 0xff},
            new byte[] {(byte) 0xff, (byte) 0xfe});

    /** NUL, and halves of surrogate pairs: Java matches a whole pair as one character. */
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private Printable() {}

    /**
     * Returns the text in a form that any file, database or hash can store. Each unpaired half of a surrogate pair and
     * each NUL is replaced by U+FFFD.
     */
    public static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
                return UNSTORABLE.matcher(text).replaceAll("\uFFFD");
            }
        }
        return text;
    }

    /**
     * Returns the text of a file in UTF-8, without the byte order mark that some editors write before it.
     *
     * @throws IOException if the file cannot be read or has another encoding; the message states the cause
     */
    public static String read(Path file) throws IOException {
        return decoded(Files.readAllBytes(file));
    }

    /**
     * Returns the text of bytes in UTF-8, without the byte order mark that some editors write before it.
     *
     * @throws IOException if they have another encoding; the message states the cause
     */
    public static String decoded(byte[] bytes) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return startsWithMark(bytes) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException(
                    startsWithMark(bytes)
                            ? "it starts with a byte order mark of UTF-16. Save it as UTF-8"
                            : "it is not UTF-8. Save it as UTF-8",
                    e);
        }
    }

    /** Returns whether the bytes of a file start with a byte order mark, of UTF-8 or UTF-16. */
    public static boolean startsWithMark(byte[] bytes) {
        return MARKS.stream()
                .anyMatch(mark ->
                        bytes.length >= mark.length && Arrays.equals(mark, 0, mark.length, bytes, 0, mark.length));
    }

    /**
     * Returns the text on one line, in a form that changes no terminal, log or page. Every character that is not
     * visible, moves the cursor or changes the direction is escaped as in Java, such as {@code \}{@code u001b}. The
     * beginning of a text that CI systems read as a command, such as {@code ::error::} or {@code ##[error]}, is escaped
     * too. Applied again, the method changes nothing; a JSON document stays the same document.
     */
    public static String shown(String text) {
        return cut(text, Integer.MAX_VALUE);
    }

    /** Returns the text as it is {@linkplain #shown shown}, escaped for HTML and XML. */
    public static String markup(String text) {
        return shown(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * Returns the beginning of {@link #shown}, with an ellipsis if the rest is left out.
     *
     * @param most maximum number of characters, the ellipsis not counted
     */
    public static String cut(String text, int most) {
        int plain = firstHidden(text);
        if (plain == text.length() && plain <= most) {
            return text;
        }
        int at = Math.min(plain, most);
        if (at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at))) {
            at--;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, at);
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int end = at + Character.charCount(c);
            boolean hides = isHidden(text, at, c);
            String shown = hides ? escaped(c) : "";
            if (out.length() > most - (hides ? shown.length() : end - at)) {
                return out.append('…').toString();
            }
            if (hides) {
                out.append(shown);
            } else {
                out.append(text, at, end);
            }
            at = end;
        }
        return out.toString();
    }

    /** Returns the position of the first character that is not shown as it is, or the length of the text. */
    private static int firstHidden(String text) {
        int at = 0;
        while (at < text.length()) {
            if (isPlain(text.charAt(at))) {
                at++;
                continue;
            }
            int c = text.codePointAt(at);
            if (isHidden(text, at, c)) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static boolean isHidden(String text, int at, int c) {
        return isInvisible(c) || beginsCommand(text, at);
    }

    /** Returns whether a character is always shown as it is. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != ':' && c != '#';
    }

    /** Returns whether a CI system would read the rest of the line as a command. */
    private static boolean beginsCommand(String text, int at) {
        char c = text.charAt(at);
        if (c == ':') {
            return text.startsWith("::", at) && text.substring(0, at).isBlank();
        }
        return c == '#'
                && (text.startsWith("##[", at) || text.startsWith("##vso[", at) || text.startsWith("##teamcity[", at));
    }

    private static String escaped(int c) {
        return Character.toString(c)
                .chars()
                .mapToObj(half -> "\\u" + HexFormat.of().toHexDigits((char) half))
                .collect(Collectors.joining());
    }

    /**
     * Returns whether a character is a control, an unpaired surrogate, or changes direction, line or look of the text.
     */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            // Letters and marks that have no width, and code points that are no characters.
            default ->
                c == 0x034F
                        || c == 0x115F
                        || c == 0x1160
                        || c == 0x3164
                        || c == 0xFFA0
                        || (c >= 0xE0100 && c <= 0xE01EF)
                        || (c >= 0xFDD0 && c <= 0xFDEF)
                        || (c & 0xFFFE) == 0xFFFE;
        };
    }

    static boolean hasControls(String text) {
        return CONTROLS.matcher(text).find();
    }

    /** Returns whether a value is visible ASCII with inner spaces; others arrive changed, or as two headers. */
    static boolean isHeaderValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return !value.isEmpty() && value.charAt(0) != ' ' && value.charAt(value.length() - 1) != ' ';
    }
}
