package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A project of an installation.
 *
 * @param origin scheme, host and port of the installation
 */
public record Place(String origin, ObjectId id, String name, List<ProjectSnapshot> snapshots) {

    public Place {
        snapshots = snapshots.stream()
                .sorted(Comparator.comparing(made -> made.id().text()))
                .toList();
    }

    public Project project() {
        return new Project(id, name, Optional.empty());
    }

    public Optional<ProjectSnapshot> named(String snapshotName) {
        return snapshots.stream()
                .filter(made -> made.name().equals(snapshotName))
                .findFirst();
    }

    /** Returns in words what an entry point of an endpoint is. */
    public String entry(ObjectId entrypoint) {
        return entrypoint.equals(id)
                ? "the project itself"
                : "snapshot "
                        + snapshots.stream()
                                .filter(made -> made.id().equals(entrypoint))
                                .map(ProjectSnapshot::name)
                                .findFirst()
                                .orElse(entrypoint.text());
    }

    /** Returns the address of the place, the same however a release names it. */
    public String address() {
        return "project " + id + " at " + origin;
    }
}
