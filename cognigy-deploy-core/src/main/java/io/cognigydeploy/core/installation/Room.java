package io.cognigydeploy.core.installation;

import io.cognigydeploy.core.text.Listing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The room for one more snapshot in a project that is full.
 *
 * @param evicted the snapshots to delete for it, the oldest first; too few if the others are kept
 * @param kept the reasons why other snapshots are kept, each with their names
 */
public record Room(List<ProjectSnapshot> evicted, List<String> kept) {

    public Room {
        evicted = List.copyOf(evicted);
        kept = List.copyOf(kept);
    }

    /**
     * Returns the room that a rule allows to make.
     *
     * @param endpoints every endpoint of the project
     * @param missing how many snapshots have to go
     */
    public static Room in(Place place, List<Endpoint> endpoints, Newest rule, int missing) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        List<ProjectSnapshot> evicted = new ArrayList<>();
        place.snapshots().stream().sorted(ProjectSnapshot.OLDEST_FIRST).forEach(made -> {
            Optional<String> why = rule.whyKept(made, place, endpoints);
            if (why.isPresent()) {
                kept.computeIfAbsent(why.get(), none -> new ArrayList<>()).add(made.name());
            } else if (evicted.size() < missing) {
                evicted.add(made);
            }
        });
        return new Room(
                evicted,
                kept.entrySet().stream()
                        .map(each -> each.getKey() + ": " + Listing.of(each.getValue()))
                        .toList());
    }
}
