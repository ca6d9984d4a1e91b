package io.cognigydeploy.client.product.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The position of a page in a list: a number of rows, or a cursor of the page before. A request for a page states one of
 * them, never both, and asks for 100 rows.
 */
public final class PagePosition {

    /** The largest number of rows of a page. */
    public static final int LIMIT = 100;

    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._=~-]{1,512}");

    private final String name;
    private final String value;

    private PagePosition(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /**
     * Returns the position after so many rows.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public static PagePosition skip(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative, but was " + rows);
        }
        return new PagePosition("skip", Long.toString(rows));
    }

    /**
     * Returns the position of a page's {@code nextCursor}.
     *
     * @throws IllegalArgumentException if the cursor cannot be a part of a URL
     */
    public static PagePosition after(String cursor) {
        if (!isCursor(cursor)) {
            throw new IllegalArgumentException("cursor must be letters, digits or any of . _ = ~ -, up to 512");
        }
        return new PagePosition("next", cursor);
    }

    /** Returns whether {@link #after} accepts a text. */
    public static boolean isCursor(String text) {
        return CURSOR.matcher(text).matches();
    }

    /** Returns the parameters of a request for the page. */
    public Map<String, Object> query() {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("limit", LIMIT);
        query.put(name, value);
        return Collections.unmodifiableMap(query);
    }

    @Override
    public String toString() {
        return name + " " + value;
    }
}
