package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list of an installation.
 *
 * @param items the rows of this page
 * @param total number of rows on all pages
 * @param nextCursor position after this page; absent on the last page, and where the platform has no cursors
 */
public record ItemPage<T>(
        @JsonProperty(required = true) List<T> items,
        Optional<Long> total,
        @JsonAlias("next") Optional<String> nextCursor) {

    public ItemPage {
        items = List.copyOf(items);
    }
}
