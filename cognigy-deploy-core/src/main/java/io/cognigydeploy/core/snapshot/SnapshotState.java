package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.installation.Room;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The state before a release: what both projects have and what the endpoints run.
 *
 * @param snapshot the existing snapshot that is released; absent if a new one is made
 * @param flow the flow that the endpoints shall run; absent if each keeps its own, or if there is none of that name
 * @param locale the locale that the endpoints shall use; absent likewise
 * @param sourceRoom the room that the release makes in a source that is full; absent if it makes none
 * @param targetRoom the room that it makes in a full target; absent likewise
 * @param canary the endpoint of the canary; absent if there is none
 */
record SnapshotState(
        Place source,
        Place target,
        List<Endpoint> endpoints,
        Optional<ProjectSnapshot> snapshot,
        Optional<NamedReference> flow,
        Optional<NamedReference> locale,
        List<Playbook> playbooks,
        Optional<Room> sourceRoom,
        Optional<Room> targetRoom,
        Optional<Endpoint> canary) {

    /** A name that can be a part of an id. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,60}");

    SnapshotState {
        endpoints = List.copyOf(endpoints);
        playbooks = List.copyOf(playbooks);
        // Absent in records of earlier versions.
        canary = canary == null ? Optional.empty() : canary;
    }

    /** Returns this state with room in full projects. */
    SnapshotState with(Optional<Room> inSource, Optional<Room> inTarget) {
        return new SnapshotState(
                source, target, endpoints, snapshot, flow, locale, playbooks, inSource, inTarget, canary);
    }

    /** A flow or a locale, by which endpoints and playbooks refer to it. */
    record NamedReference(String name, ReferenceId referenceId) {}

    /** Returns the endpoints that are switched, that of the canary first. */
    List<Endpoint> switched() {
        return Stream.concat(canary.stream(), endpoints.stream()).toList();
    }

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
                switched().stream().map(Endpoint::name).toList());
    }

    private static String label(String name, ObjectId id, List<String> names) {
        boolean isUnique = names.stream().filter(name::equals).count() == 1;
        return isUnique && PLAIN.matcher(name).matches() ? name : id.text();
    }

    /**
     * A snapshot that is deleted to make room.
     *
     * @param label its name in the ids of changes, which is its id
     */
    record Evicted(Place place, ProjectSnapshot snapshot, String label) {

        String change() {
            return "evict/" + label;
        }
    }

    List<Evicted> evictedAtSource() {
        return evicted(sourceRoom)
                .map(old -> new Evicted(source, old, old.id().text()))
                .toList();
    }

    /** Returns those of the target. An id that the source has too, as in a copy, has a label of its own. */
    List<Evicted> evictedAtTarget() {
        List<ObjectId> taken = evicted(sourceRoom).map(ProjectSnapshot::id).toList();
        return evicted(targetRoom)
                .map(old -> new Evicted(target, old, old.id() + (taken.contains(old.id()) ? "-of-target" : "")))
                .toList();
    }

    private static Stream<ProjectSnapshot> evicted(Optional<Room> room) {
        return room.stream().flatMap(made -> made.evicted().stream());
    }

    /** Returns whether the target had a snapshot before the release. */
    boolean knows(ObjectId snapshot) {
        return target.snapshots().stream().anyMatch(made -> made.id().equals(snapshot));
    }

    /** Returns in words what an entry point of the target is. */
    String entry(ObjectId entrypoint) {
        return target.entry(entrypoint);
    }
}
