package io.cognigydeploy.core.retention;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import java.util.List;

/**
 * The state before a deletion of snapshots: what the project has, what its endpoints run, and what is kept why.
 *
 * @param endpoints every endpoint of the project
 */
record RetentionState(Place place, List<Use> endpoints, List<KeptSnapshot> kept) {

    RetentionState {
        endpoints = List.copyOf(endpoints);
        kept = List.copyOf(kept);
    }

    /** An endpoint and what it runs. */
    record Use(String endpoint, ObjectId entrypoint) {}

    /** A snapshot that is not deleted. */
    record KeptSnapshot(ProjectSnapshot snapshot, String because) {}

    /** Returns the snapshots that are deleted, the oldest first. */
    List<ProjectSnapshot> deleted() {
        List<ObjectId> stay = kept.stream().map(one -> one.snapshot().id()).toList();
        return place.snapshots().stream()
                .filter(made -> !stay.contains(made.id()))
                .sorted(ProjectSnapshot.OLDEST_FIRST)
                .toList();
    }
}
