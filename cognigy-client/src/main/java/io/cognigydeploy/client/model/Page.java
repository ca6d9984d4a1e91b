package io.cognigydeploy.client.model;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param items the rows of this page
 * @param total number of rows on all pages; absent if the platform states none
 * @param limit number of rows of a full page, by the platform's statement; absent if there is none
 */
public record Page<T>(List<T> items, Optional<Long> total, Optional<Integer> limit) {

    /** Creates a page of a list that does not state the size of its pages. */
    public Page(List<T> items, Optional<Long> total) {
        this(items, total, Optional.empty());
    }
}
