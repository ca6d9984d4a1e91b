package io.cognigydeploy.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A check of UTF-8 by RFC 3629. Jackson checks only how many bytes a character has, and the decoders of the JDK take
 * longer for a text that is not all ASCII than Jackson takes to parse it.
 */
public final class Utf8 {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** Returns whether the bytes are a text in UTF-8. */
    public static boolean isText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            while (at <= bytes.length - Long.BYTES && ((long) WORDS.get(bytes, at) & NOT_ASCII) == 0) {
                at += Long.BYTES;
            }
            if (at == bytes.length) {
                return true;
            }
            if (bytes[at] >= 0) {
                at++;
            } else {
                int length = length(bytes, at);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** Returns the length of a character that is not in ASCII; 0 if it is malformed. */
    private static int length(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 0 || at > bytes.length - length) {
            return 0;
        }
        for (int next = at + 1; next < at + length; next++) {
            if ((bytes[next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean isLongerThanNeeded = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
        boolean isSurrogate = lead == 0xED && second > 0x9F;
        boolean isBeyondTheLast = lead == 0xF4 && second > 0x8F;
        return isLongerThanNeeded || isSurrogate || isBeyondTheLast ? 0 : length;
    }
}
