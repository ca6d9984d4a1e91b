package io.cognigydeploy.client;

/** Foreign text, made fit for a message of one line. */
final class Printable {

    private Printable() {}

    /** At most so many characters, with everything invisible escaped. */
    static String cut(String text, int most) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            String shown = isInvisible(c) ? String.format("\\u%04x", c) : Character.toString(c);
            if (out.length() + shown.length() > most) {
                return out.append('…').toString();
            }
            out.append(shown);
            at += Character.charCount(c);
        }
        return out.toString();
    }

    /** Control characters, halves of surrogate pairs, and what changes the direction or the line. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    static boolean hasControls(String text) {
        return text.codePoints().anyMatch(c -> {
            int type = Character.getType(c);
            return type == Character.CONTROL || type == Character.SURROGATE;
        });
    }
}
