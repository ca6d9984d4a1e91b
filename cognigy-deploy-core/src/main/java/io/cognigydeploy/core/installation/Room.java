package io.cognigydeploy.core.installation;

import java.util.List;

/**
 * The room for one more snapshot in a project that is full.
 *
 * @param evicted the snapshots to delete for it, the oldest first; too few if the others are kept
 * @param kept the reasons why other snapshots are kept, a line each
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
        return new Room(
                place.snapshots().stream()
                        .filter(made -> rule.whyKept(made, place, endpoints).isEmpty())
                        .sorted(ProjectSnapshot.OLDEST_FIRST)
                        .limit(missing)
                        .toList(),
                place.snapshots().stream()
                        .flatMap(made ->
                                rule.whyKept(made, place, endpoints).map(why -> made.name() + ": " + why).stream())
                        .toList());
    }
}
