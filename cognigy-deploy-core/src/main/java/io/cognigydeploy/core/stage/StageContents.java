package io.cognigydeploy.core.stage;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.product.model.Channel;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.LocaleSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotResource;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The contents of a stage at one moment: its project, the number of snapshots, and what its endpoints run.
 *
 * @param snapshots the number of snapshots in the project
 * @param endpoints all endpoints of the project, in the installation's order
 */
public record StageContents(Stage stage, Project project, int snapshots, List<RunningEndpoint> endpoints) {

    public StageContents {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * An endpoint and what it runs.
     *
     * @param snapshot the snapshot that it runs; empty if it runs the project as it is now
     * @param flow the name of its flow; empty if it has none, or one that is not in what it runs
     * @param locale the name of its locale; empty if it has none, or one that is not in what it runs
     */
    public record RunningEndpoint(
            ObjectId id,
            String name,
            Channel channel,
            Optional<RunningSnapshot> snapshot,
            Optional<String> flow,
            Optional<String> locale) {}

    /**
     * A snapshot that an endpoint runs.
     *
     * @param name empty if the project has no such snapshot, so that the endpoint may not work
     * @param hash empty also if the installation states none
     */
    public record RunningSnapshot(ObjectId id, Optional<String> name, Optional<String> hash) {}

    /**
     * Reads the contents of a stage and changes nothing. It requests the lists of projects, snapshots and endpoints, each
     * endpoint, and for each snapshot in use the lists of its flows and locales.
     *
     * @throws StageException if the installation has not exactly one such project
     * @throws io.cognigydeploy.client.CognigyException if a read fails
     */
    public static StageContents read(CognigyInstallation installation, Stage stage) {
        Argument.given("installation", installation);
        Argument.given("stage", stage);
        Project project = project(installation, stage);
        return new Reads(installation, project).contents(stage);
    }

    /** Returns the project with the stage's id or, if there is none, name. */
    private static Project project(CognigyInstallation installation, Stage stage) {
        List<Project> all = installation.lists().projects().stream().toList();
        List<Project> found = all.stream()
                .filter(project -> project.id().text().equals(stage.project()))
                .toList();
        if (found.isEmpty()) {
            found = all.stream()
                    .filter(project -> project.name().equals(stage.project()))
                    .toList();
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        String place = "stage " + Printable.shown(stage.name());
        String named = " '" + Printable.cut(stage.project(), 60) + "'";
        if (found.isEmpty()) {
            String there = Listing.of(
                    all.stream().map(other -> Printable.cut(other.name(), 60)).toList());
            throw new StageException(
                    place,
                    "There is no project" + named + " that its credentials may read. "
                            + (all.isEmpty() ? "They may read none." : "They may read " + there + ".")
                            + " Correct the project in the stage, or use other credentials.");
        }
        throw new StageException(
                place,
                "There are " + found.size() + " projects" + named + ". Name one by its id: "
                        + Listing.of(found.stream().map(Project::id).toList()) + ".");
    }

    /** The reads of one project; names of flows and locales are read when they are needed first. */
    private static final class Reads {

        private final CognigyInstallation installation;
        private final Project project;
        private final Map<ObjectId, Names> names = new HashMap<>();

        Reads(CognigyInstallation installation, Project project) {
            this.installation = installation;
            this.project = project;
        }

        StageContents contents(Stage stage) {
            Map<ObjectId, Snapshot> snapshots = installation.lists().snapshots(project).stream()
                    .collect(Collectors.toMap(Snapshot::id, Function.identity(), (one, again) -> one));
            List<RunningEndpoint> endpoints = new ArrayList<>();
            for (EndpointSummary endpoint : installation.lists().endpoints(project)) {
                endpoints.add(running(installation.endpoints().get(endpoint.id()), snapshots));
            }
            return new StageContents(stage, project, snapshots.size(), endpoints);
        }

        private RunningEndpoint running(ProductEndpoint endpoint, Map<ObjectId, Snapshot> snapshots) {
            Optional<ObjectId> entry = endpoint.entryPointIn(project) instanceof EntryPoint.OfSnapshot snapshot
                    ? Optional.of(snapshot.id())
                    : Optional.empty();
            Optional<Snapshot> there = entry.map(snapshots::get);
            // What is not there has no names to read.
            Names named = entry.isPresent() && there.isEmpty()
                    ? Names.NONE
                    : names.computeIfAbsent(
                            endpoint.entrypoint(),
                            id -> there.map(this::namesOf).orElseGet(this::namesOfProject));
            return new RunningEndpoint(
                    endpoint.id(),
                    endpoint.name(),
                    endpoint.channel(),
                    entry.map(id -> new RunningSnapshot(id, there.map(Snapshot::name), there.flatMap(Snapshot::hash))),
                    endpoint.flowId().map(named.flows()::get),
                    endpoint.localeId().map(named.locales()::get));
        }

        private Names namesOf(Snapshot snapshot) {
            return new Names(namesOf(snapshot, ResourceType.FLOW), namesOf(snapshot, ResourceType.LOCALE));
        }

        private Map<ReferenceId, String> namesOf(Snapshot snapshot, ResourceType type) {
            Map<ReferenceId, String> byReference = new HashMap<>();
            for (SnapshotResource resource : installation.lists().resources(snapshot, type)) {
                resource.referenceId().ifPresent(id -> resource.name().ifPresent(name -> byReference.put(id, name)));
            }
            return byReference;
        }

        private Names namesOfProject() {
            Map<ReferenceId, String> flows = new HashMap<>();
            for (FlowSummary flow : installation.lists().flows(project)) {
                flows.put(flow.referenceId(), flow.name());
            }
            Map<ReferenceId, String> locales = new HashMap<>();
            for (LocaleSummary locale : installation.lists().locales(project)) {
                locales.put(locale.referenceId(), locale.name());
            }
            return new Names(flows, locales);
        }
    }

    private record Names(Map<ReferenceId, String> flows, Map<ReferenceId, String> locales) {
        static final Names NONE = new Names(Map.of(), Map.of());
    }
}
