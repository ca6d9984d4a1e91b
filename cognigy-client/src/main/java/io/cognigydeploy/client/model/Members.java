package io.cognigydeploy.client.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, in their order and unmodifiable. A flow has thousands of small objects; as an array of
 * names and values they take a quarter of the memory of a map with a table.
 */
final class Members extends AbstractMap<String, @Nullable Object> {

    /** The largest number of members that are searched one by one. */
    private static final int MAX_SEARCHED = 16;

    private final @Nullable Object[] inTurns;

    private Members(@Nullable Object[] inTurns) {
        this.inTurns = inTurns;
    }

    /**
     * Returns an object of names and values in turns; the array is not copied. Of members with the same name the last one counts, so the object
     * then has fewer members than there are names.
     */
    static Map<String, @Nullable Object> of(@Nullable Object[] inTurns) {
        if (inTurns.length <= 2 * MAX_SEARCHED && isDistinct(inTurns)) {
            return new Members(inTurns);
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (int i = 0; i < inTurns.length; i += 2) {
            all.put((String) inTurns[i], inTurns[i + 1]);
        }
        return Collections.unmodifiableMap(all);
    }

    private static boolean isDistinct(@Nullable Object[] inTurns) {
        for (int i = 2; i < inTurns.length; i += 2) {
            if (indexOf(inTurns[i], inTurns) < i) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(@Nullable Object name, @Nullable Object[] inTurns) {
        for (int i = 0; i < inTurns.length; i += 2) {
            if (name != null && name.equals(inTurns[i])) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int size() {
        return inTurns.length / 2;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name, inTurns) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int at = indexOf(name, inTurns);
        return at < 0 ? null : inTurns[at + 1];
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Members.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < inTurns.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return new SimpleImmutableEntry<>((String) inTurns[next - 2], inTurns[next - 1]);
        }
    }
}
