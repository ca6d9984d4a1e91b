package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.core.text.Listing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rule by which this library may delete its own snapshots of a project beyond the newest. One that an endpoint runs is
 * kept. One whose time the platform does not state counts as newest, and one that is as old as another is not older.
 *
 * @param number how many of the newest snapshots of this library are kept; positive
 */
public record Newest(int number) {

    /** Returns why a snapshot of a place is kept; empty if it may be deleted. */
    public Optional<String> whyKept(ProjectSnapshot snapshot, Place place, List<Endpoint> endpoints) {
        List<String> users = users(snapshot.id(), endpoints);
        if (!users.isEmpty()) {
            return Optional.of("run by endpoint " + Listing.of(users));
        }
        if (snapshot.run().isEmpty()) {
            return Optional.of("not made by this library");
        }
        if (snapshot.createdAt().isEmpty()) {
            return Optional.of("the platform does not state when it was made");
        }
        Instant made = snapshot.createdAt().get();
        long newer = place.snapshots().stream()
                .filter(other -> other.run().isPresent() && !other.id().equals(snapshot.id()))
                .filter(other -> other.createdAt().map(at -> at.isAfter(made)).orElse(true))
                .count();
        return newer < number
                ? Optional.of("one of the " + number + " newest that this library made")
                : Optional.empty();
    }

    /** Returns the names of the endpoints that run a snapshot. */
    static List<String> users(ObjectId snapshot, List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.entrypoint().equals(snapshot))
                .map(Endpoint::name)
                .toList();
    }
}
