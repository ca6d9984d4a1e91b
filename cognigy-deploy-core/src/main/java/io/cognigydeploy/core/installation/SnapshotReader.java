package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.text.Listing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The reads of one installation that the state before a release is made of. */
public record SnapshotReader(CognigyInstallation installation) {

    private static final Pattern ID = Pattern.compile("[a-z0-9]{24}");

    /** Returns the snapshot of a place that has this name or id. */
    public ProjectSnapshot snapshot(Place place, String wanted) {
        return pick(
                "snapshot",
                wanted,
                place.snapshots(),
                ProjectSnapshot::id,
                ProjectSnapshot::name,
                "project " + place.name());
    }

    /** Returns scheme, host and port of the installation. */
    public String origin() {
        URI url = installation.baseUrl();
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /**
     * Refuses another installation than a run was planned for. Its ids may be those of other things, as in a copy.
     *
     * @throws ResumeRefusedException if this is another one
     */
    public void requireSame(Place planned) {
        if (!planned.origin().equals(origin())) {
            throw new ResumeRefusedException("The run was planned for " + planned.name() + " (" + planned.address()
                    + "), but the installation that is given now is " + origin()
                    + ". Give the same one again.");
        }
    }

    public Place place(Project project) {
        return new Place(
                origin(),
                project.id(),
                without(project.name()),
                StreamSupport.stream(installation.lists().snapshots(project).spliterator(), false)
                        .map(snapshot -> ProjectSnapshot.of(snapshot, installation.secrets()))
                        .toList());
    }

    public Project project(String wanted) {
        if (ID.matcher(wanted).matches()) {
            try {
                return installation.projects().get(new ObjectId(wanted));
            } catch (NotFoundException e) {
                // A name may look like an id.
            }
        }
        return pick("project", wanted, all(installation.lists().projects()), Project::id, Project::name, origin());
    }

    public List<Endpoint> endpoints(Project project, List<String> names) {
        List<EndpointSummary> all = all(installation.lists().endpoints(project));
        List<Endpoint> endpoints = new ArrayList<>();
        for (String wanted : names) {
            ObjectId id = pick(
                            "endpoint",
                            wanted,
                            all,
                            EndpointSummary::id,
                            EndpointSummary::name,
                            "project " + project.name())
                    .id();
            if (endpoints.stream().anyMatch(endpoint -> endpoint.id().equals(id))) {
                throw refused("endpoint " + wanted + " is named twice, by its name and by its id");
            }
            endpoints.add(Endpoint.of(installation.endpoints().get(id), installation.secrets()));
        }
        return endpoints;
    }

    /** Returns every endpoint of a project, each as it is read alone: their list does not state what they run. */
    public List<Endpoint> endpoints(Project project) {
        return all(installation.lists().endpoints(project)).stream()
                .map(endpoint -> Endpoint.of(installation.endpoints().get(endpoint.id()), installation.secrets()))
                .toList();
    }

    public List<Playbook> playbooks(Project project, List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<Playbook> all = all(installation.lists().playbooks(project));
        return names.stream()
                .map(wanted -> pick("playbook", wanted, all, Playbook::id, Playbook::name, "project " + project.name()))
                .distinct()
                .map(playbook -> new Playbook(playbook.id(), without(playbook.name())))
                .toList();
    }

    private String without(String outside) {
        return Redaction.without(installation.secrets(), outside);
    }

    private static <T> List<T> all(Iterable<T> list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    /** Returns the one thing of this name or id. */
    private <T> T pick(
            String what, String wanted, List<T> all, Function<T, ObjectId> id, Function<T, String> name, String place) {
        Optional<T> byId =
                all.stream().filter(one -> id.apply(one).text().equals(wanted)).findFirst();
        if (byId.isPresent()) {
            return byId.get();
        }
        List<T> named =
                all.stream().filter(one -> name.apply(one).equals(wanted)).toList();
        if (named.isEmpty()) {
            throw refused("there is no " + what + " " + wanted + " in " + place
                    + (all.isEmpty()
                            ? ""
                            : ", only " + Listing.of(all.stream().map(name).toList())));
        }
        if (named.size() > 1) {
            throw refused(named.size() + " are called " + what + " " + wanted + " in " + place + ". Use the id: "
                    + Listing.of(named.stream().map(id).toList()));
        }
        return named.get(0);
    }

    /** Returns the failure of a plan that names something that is not there. */
    private CallFailedException refused(String why) {
        return new CallFailedException("", OutcomeClass.REJECTED, without(why), null);
    }
}
