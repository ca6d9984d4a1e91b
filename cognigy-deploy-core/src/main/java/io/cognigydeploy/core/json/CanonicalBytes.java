package io.cognigydeploy.core.json;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The bytes of one value in canonical form, written piece by piece. The members of an object may come in any order. They
 * are put in order where they were written, once the object ends.
 *
 * <p>Not thread-safe.
 */
final class CanonicalBytes {

    /** The second character of a short escape, by its control character. */
    private static final byte[] ESCAPES = new byte[128];

    private static final byte[] EMPTY = new byte[0];
    private static final Member[] NONE = new Member[0];

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    static {
        Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
        ESCAPES['\b'] = 'b';
        ESCAPES['\t'] = 't';
        ESCAPES['\n'] = 'n';
        ESCAPES['\f'] = 'f';
        ESCAPES['\r'] = 'r';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private byte[] bytes;
    private int size;
    private byte[] sorted = EMPTY;
    private char[] characters = new char[64];
    private Members[] levels = new Members[0];
    private int depth;

    /**
     * The members of the object that is open at one depth. If they have the names of the object before it at this depth,
     * which is usual, they also have its order.
     */
    private static final class Members {

        private Member[] all = NONE;
        private Member[] ordered = NONE;
        private int open;
        private int known;
        private boolean hasKnownNames;
        private boolean isInOrder = true;

        void begin() {
            open = 0;
            hasKnownNames = true;
        }

        /** Opens a member, which still has the name of the last object's member at its place. */
        Member next() {
            if (open == all.length) {
                all = Arrays.copyOf(all, Math.max(8, 2 * open));
            }
            Member member = all[open];
            if (member == null) {
                member = new Member();
                all[open] = member;
            }
            open++;
            return member;
        }

        Member last() {
            return all[open - 1];
        }

        /**
         * Puts the members in order.
         *
         * @throws IllegalArgumentException if two have the same name
         */
        void order() {
            if (hasKnownNames && known == open) {
                return;
            }
            isInOrder = true;
            for (int at = 1; at < open && isInOrder; at++) {
                isInOrder = all[at - 1].compareTo(all[at]) < 0;
            }
            if (!isInOrder) {
                sort();
            }
            known = open;
        }

        private void sort() {
            if (ordered.length < open) {
                ordered = new Member[all.length];
            }
            System.arraycopy(all, 0, ordered, 0, open);
            Arrays.sort(ordered, 0, open);
            for (int at = 1; at < open; at++) {
                if (ordered[at - 1].name.equals(ordered[at].name)) {
                    throw new IllegalArgumentException("An object has a member twice.");
                }
            }
        }
    }

    /** A member of an object that has not ended. */
    private static final class Member implements Comparable<Member> {

        private String name = "";
        private byte[] written = EMPTY;
        private int from;
        private int to;

        /** Compares by UTF-16 code unit, as strings do and the RFC asks for. */
        @Override
        public int compareTo(Member other) {
            return name.compareTo(other.name);
        }
    }

    /** Begins a value of about this many bytes. */
    CanonicalBytes(int length) {
        bytes = new byte[length];
    }

    /** Ends the value and returns its bytes. */
    byte[] toBytes() {
        return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }

    void digest(MessageDigest digest) {
        digest.update(bytes, 0, size);
    }

    void beginObject() {
        append('{');
        if (depth == levels.length) {
            levels = Arrays.copyOf(levels, Math.max(8, 2 * depth));
        }
        Members members = levels[depth];
        if (members == null) {
            members = new Members();
            levels[depth] = members;
        }
        members.begin();
        depth++;
    }

    /** Begins a member; its value is next. */
    void beginMember(String name) {
        Members members = levels[depth - 1];
        Member member = members.next();
        member.from = size;
        if (member.written.length > 0 && member.name.equals(name)) {
            plain(member.written, 0, member.written.length);
        } else {
            members.hasKnownNames = false;
            text(name);
            append(':');
            member.name = name;
            member.written = Arrays.copyOfRange(bytes, member.from, size);
        }
    }

    void endMember() {
        append(',');
        levels[depth - 1].last().to = size;
    }

    /** Ends a member and removes it; its name still counts as used. */
    void dropMember() {
        Member dropped = levels[depth - 1].last();
        size = dropped.from;
        dropped.to = size;
    }

    /**
     * Puts the members in order and ends the object.
     *
     * @throws IllegalArgumentException if two members have the same name
     */
    void endObject() {
        Members members = levels[--depth];
        members.order();
        if (!members.isInOrder) {
            move(members.ordered, members.open, members.all[0].from);
        }
        end('}');
    }

    private void move(Member[] ordered, int count, int from) {
        if (sorted.length < size - from) {
            sorted = new byte[Math.max(size - from, 2 * sorted.length)];
        }
        int to = 0;
        for (int at = 0; at < count; at++) {
            Member member = ordered[at];
            int length = member.to - member.from;
            System.arraycopy(bytes, member.from, sorted, to, length);
            to += length;
        }
        System.arraycopy(sorted, 0, bytes, from, to);
    }

    void beginArray() {
        append('[');
    }

    void endElement() {
        append(',');
    }

    void endArray() {
        end(']');
    }

    /** Puts the end in place of the last comma. */
    private void end(char end) {
        if (bytes[size - 1] == ',') {
            bytes[size - 1] = (byte) end;
        } else {
            append(end);
        }
    }

    void text(String text) {
        int length = text.length();
        if (characters.length < length) {
            characters = new char[Math.max(length, 2 * characters.length)];
        }
        text.getChars(0, length, characters, 0);
        text(characters, 0, length);
    }

    /**
     * Writes a text in quotation marks.
     *
     * @throws IllegalArgumentException if the text has half a surrogate pair
     */
    void text(char[] text, int from, int length) {
        int to = from + length;
        reserve(length + 2);
        byte[] into = bytes;
        int at = size;
        into[at++] = '"';
        for (int next = from; next < to; next++) {
            char character = text[next];
            if (character < 0x80 && ESCAPES[character] == 0) {
                into[at++] = (byte) character;
                continue;
            }
            size = at;
            // A pair of surrogates is one character of four bytes.
            next += other(text, next, to);
            reserve(to - next);
            into = bytes;
            at = size;
        }
        into[at++] = '"';
        size = at;
    }

    /** Writes a character that is not one plain byte; returns 1 if it was a pair of surrogates. */
    private int other(char[] text, int at, int to) {
        char character = text[at];
        reserve(6);
        if (character < 0x80) {
            append('\\');
            append(ESCAPES[character]);
            if (ESCAPES[character] == 'u') {
                append('0');
                append('0');
                append(HEX[character >> 4]);
                append(HEX[character & 0xF]);
            }
            return 0;
        }
        if (character < 0x800) {
            append(0xC0 | (character >> 6));
            append(0x80 | (character & 0x3F));
            return 0;
        }
        if (!Character.isSurrogate(character)) {
            append(0xE0 | (character >> 12));
            append(0x80 | ((character >> 6) & 0x3F));
            append(0x80 | (character & 0x3F));
            return 0;
        }
        if (at + 1 == to || !Character.isSurrogatePair(character, text[at + 1])) {
            throw new IllegalArgumentException("A string has half a surrogate pair.");
        }
        int point = Character.toCodePoint(character, text[at + 1]);
        append(0xF0 | (point >> 18));
        append(0x80 | ((point >> 12) & 0x3F));
        append(0x80 | ((point >> 6) & 0x3F));
        append(0x80 | (point & 0x3F));
        return 1;
    }

    /** Writes bytes that are in canonical form. */
    void plain(byte[] canonical, int from, int length) {
        reserve(length);
        System.arraycopy(canonical, from, bytes, size, length);
        size += length;
    }

    /** Writes a number or literal, which is in ASCII. */
    void plain(String ascii) {
        reserve(ascii.length());
        for (int at = 0; at < ascii.length(); at++) {
            bytes[size++] = (byte) ascii.charAt(at);
        }
    }

    /** Writes a number, which is in ASCII. */
    void plain(char[] ascii, int from, int length) {
        reserve(length);
        for (int at = from; at < from + length; at++) {
            bytes[size++] = (byte) ascii[at];
        }
    }

    /** Writes a form that is made as it is written. */
    void form(CanonicalForm form) {
        reserve(Math.toIntExact(form.length()));
        form.writeTo(this::plain);
    }

    private void append(int one) {
        reserve(1);
        bytes[size++] = (byte) one;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            // At least by as much again: a long text grows by one byte for each character that is not plain.
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
        }
    }
}
