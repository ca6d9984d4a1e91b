package io.cognigydeploy.client.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
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
            all.put(name(inTurns, i), inTurns[i + 1]);
        }
        return Collections.unmodifiableMap(all);
    }

    private static boolean isDistinct(@Nullable Object[] inTurns) {
        long seen = 0;
        for (int i = 0; i < inTurns.length; i += 2) {
            String name = name(inTurns, i);
            // One bit of 64 for each name: only names that share one are searched for.
            long bit = 1L << name.hashCode();
            if ((seen & bit) != 0 && indexOf(name, inTurns) < i) {
                return false;
            }
            seen |= bit;
        }
        return true;
    }

    private static int indexOf(@Nullable Object sought, @Nullable Object[] inTurns) {
        if (sought instanceof String text) {
            int hash = text.hashCode();
            for (int i = 0; i < inTurns.length; i += 2) {
                String name = name(inTurns, i);
                if (name.hashCode() == hash && name.equals(text)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static String name(@Nullable Object[] inTurns, int i) {
        return (String) Objects.requireNonNull(inTurns[i]);
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
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        for (int i = 0; i < inTurns.length; i += 2) {
            action.accept(name(inTurns, i), inTurns[i + 1]);
        }
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
            return new SimpleImmutableEntry<>(name(inTurns, next - 2), inTurns[next - 1]);
        }
    }
}
