package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items what is on this page
 * @param total how many there are on all pages; absent where the platform does not say
 */
public record Page<T>(List<T> items, Optional<Long> total) {

    // The platform wraps lists as "items" here and as "data" there. A list that is absent is not an empty list.
    @com.fasterxml.jackson.annotation.JsonCreator
    static <T> Page<T> read(
            @JsonProperty(value = "items", required = true) @JsonAlias("data") List<T> items,
            @JsonProperty("total") @Nullable Long total) {
        return new Page<>(List.copyOf(items), Optional.ofNullable(total));
    }
}
