package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The state before a release: what both projects have and what the endpoints run.
 *
 * @param snapshot the existing snapshot that is released; absent if a new one is made
 * @param flow the flow that the endpoints shall run; absent if each keeps its own, or if there is none of that name
 * @param locale the locale that the endpoints shall use; absent likewise
 */
record SnapshotState(
        Place source,
        Place target,
        List<Endpoint> endpoints,
        Optional<ProjectSnapshot> snapshot,
        Optional<NamedReference> flow,
        Optional<NamedReference> locale,
        List<Playbook> playbooks) {

    /** A name that can be a part of an id. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,60}");

    SnapshotState {
        endpoints = List.copyOf(endpoints);
        playbooks = List.copyOf(playbooks);
    }

    /** A flow or a locale, by which endpoints and playbooks refer to it. */
    record NamedReference(String name, ReferenceId referenceId) {}

    /** Returns whether source and target are one project, so that nothing is transferred. */
    boolean sharesProject() {
        return source.origin().equals(target.origin()) && source.id().equals(target.id());
    }

    /** Returns the snapshot of the target that is released as it is there. */
    Optional<ProjectSnapshot> present() {
        return snapshot.flatMap(released -> sharesProject()
                ? Optional.of(released)
                : target.named(released.name()).filter(released::hasContentOf));
    }

    /** Returns whether the snapshot is transferred from the source to the target. */
    boolean transfers() {
        return !sharesProject() && present().isEmpty();
    }

    /** Returns the flow that an endpoint runs after the release. */
    Optional<ReferenceId> flowOf(Endpoint endpoint) {
        return flow.map(NamedReference::referenceId).or(endpoint::flowId);
    }

    /** Returns the locale that an endpoint uses after the release. */
    Optional<ReferenceId> localeOf(Endpoint endpoint) {
        return locale.map(NamedReference::referenceId).or(endpoint::localeId);
    }

    /** Returns the name of a playbook in the ids of changes. */
    String label(Playbook playbook) {
        return label(
                playbook.name(),
                playbook.id(),
                playbooks.stream().map(Playbook::name).toList());
    }

    /** Returns the name of an endpoint in the ids of changes. */
    String label(Endpoint endpoint) {
        return label(
                endpoint.name(),
                endpoint.id(),
                endpoints.stream().map(Endpoint::name).toList());
    }

    private static String label(String name, ObjectId id, List<String> names) {
        boolean isUnique = names.stream().filter(name::equals).count() == 1;
        return isUnique && PLAIN.matcher(name).matches() ? name : id.text();
    }

    /** Returns whether the target had a snapshot before the release. */
    boolean knows(ObjectId snapshot) {
        return target.snapshots().stream().anyMatch(made -> made.id().equals(snapshot));
    }

    /** Returns in words what an entry point of the target is. */
    String entry(ObjectId entrypoint) {
        if (entrypoint.equals(target.id())) {
            return "the project itself";
        }
        return target.snapshots().stream()
                .filter(made -> made.id().equals(entrypoint))
                .map(made -> "snapshot " + made.name())
                .findFirst()
                .orElse("snapshot " + entrypoint);
    }
}
