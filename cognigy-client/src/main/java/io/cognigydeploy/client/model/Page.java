package io.cognigydeploy.client.model;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param items what is on this page
 * @param total how many there are on all pages; absent where the platform does not say
 * @param limit how many a full page has, as the platform says it; absent where it does not
 */
public record Page<T>(List<T> items, Optional<Long> total, Optional<Integer> limit) {

    /** A page of a list that says nothing of how large its pages are. */
    public Page(List<T> items, Optional<Long> total) {
        this(items, total, Optional.empty());
    }
}
