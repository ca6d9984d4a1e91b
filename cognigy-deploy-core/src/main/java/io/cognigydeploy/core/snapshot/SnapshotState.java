package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.product.model.Channel;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.json.Redaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
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

    /**
     * A project of an installation.
     *
     * @param origin scheme, host and port of the installation
     */
    record Place(String origin, ObjectId id, String name, List<ProjectSnapshot> snapshots) {

        Place {
            snapshots = snapshots.stream()
                    .sorted(Comparator.comparing(made -> made.id().text()))
                    .toList();
        }

        Project project() {
            return new Project(id, name, Optional.empty());
        }

        Optional<ProjectSnapshot> named(String snapshotName) {
            return snapshots.stream()
                    .filter(made -> made.name().equals(snapshotName))
                    .findFirst();
        }

        /** Returns the address of the place, the same however a release names it. */
        String address() {
            return "project " + id + " at " + origin;
        }
    }

    /**
     * A snapshot.
     *
     * @param run the run of this library that made it, according to its description
     */
    record ProjectSnapshot(
            ObjectId id,
            String name,
            Optional<String> hash,
            Optional<String> run,
            Optional<Instant> createdAt,
            Optional<String> createdBy) {

        private static final Pattern MARK = Pattern.compile("\\[cognigy-deploy ([A-Za-z0-9-]{1,64})]");

        /** Returns the text in the description of a snapshot that a run made. */
        static String mark(String runId) {
            return "[cognigy-deploy " + runId + "]";
        }

        /** Returns a snapshot that was read, with these secrets hidden in its texts. */
        static ProjectSnapshot of(Snapshot snapshot, Secrets secrets) {
            return new ProjectSnapshot(
                    snapshot.id(),
                    Redaction.without(secrets, snapshot.name()),
                    snapshot.hash().map(text -> Redaction.without(secrets, text)),
                    snapshot.description()
                            .map(MARK::matcher)
                            .filter(Matcher::find)
                            .map(found -> found.group(1)),
                    snapshot.createdAt(),
                    snapshot.createdBy().map(text -> Redaction.without(secrets, text)));
        }

        boolean hasContentOf(ProjectSnapshot other) {
            return hash.isPresent() && hash.equals(other.hash());
        }
    }

    /** A flow or a locale, by which endpoints and playbooks refer to it. */
    record NamedReference(String name, ReferenceId referenceId) {}

    /** An endpoint, without its URL token. */
    record Endpoint(
            ObjectId id,
            String name,
            Channel channel,
            ObjectId entrypoint,
            Optional<ReferenceId> flowId,
            Optional<ReferenceId> localeId,
            Optional<Boolean> override,
            Optional<Instant> lastChanged,
            Optional<String> lastChangedBy) {

        /** Returns an endpoint that was read, with these secrets hidden in its texts. */
        static Endpoint of(ProductEndpoint read, Secrets secrets) {
            return new Endpoint(
                    read.id(),
                    Redaction.without(secrets, read.name()),
                    new Channel(Redaction.without(secrets, read.channel().text())),
                    read.entrypoint(),
                    read.flowId(),
                    read.localeId(),
                    read.overrideSnapshotConnections(),
                    read.lastChanged(),
                    read.lastChangedBy().map(text -> Redaction.without(secrets, text)));
        }

        /** Returns the switch that leads to this state of an endpoint of a project. */
        EndpointSwitch asSwitch(Place place) {
            EntryPoint entry = entrypoint.equals(place.id())
                    ? new EntryPoint.OfProject(entrypoint)
                    : new EntryPoint.OfSnapshot(entrypoint);
            return new EndpointSwitch(entry, flowId, localeId);
        }

        /** Returns who changed the endpoint last and when, as far as the platform states it. */
        String change() {
            return "last changed by " + lastChangedBy.orElse("an unknown user")
                    + lastChanged.map(at -> " at " + at).orElse("");
        }
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
