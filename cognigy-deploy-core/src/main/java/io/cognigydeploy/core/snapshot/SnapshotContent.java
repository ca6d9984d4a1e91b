package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.LocaleSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.snapshot.SnapshotState.NamedReference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The flows and locales of a project or a snapshot, which endpoints refer to.
 *
 * @param place the project or snapshot, in words
 */
record SnapshotContent(String place, List<NamedReference> flows, List<NamedReference> locales) {

    static SnapshotContent of(CognigyInstallation installation, Project project) {
        return new SnapshotContent(
                "project " + project.name(),
                StreamSupport.stream(installation.lists().flows(project).spliterator(), false)
                        .map((FlowSummary flow) -> new NamedReference(flow.name(), flow.referenceId()))
                        .toList(),
                StreamSupport.stream(installation.lists().locales(project).spliterator(), false)
                        .map((LocaleSummary locale) -> new NamedReference(locale.name(), locale.referenceId()))
                        .toList());
    }

    static SnapshotContent of(CognigyInstallation installation, ObjectId id, String name) {
        Snapshot snapshot = new Snapshot(
                id,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new SnapshotContent(
                "snapshot " + name,
                all(installation, snapshot, ResourceType.FLOW),
                all(installation, snapshot, ResourceType.LOCALE));
    }

    /** Returns the content that is released: of the existing snapshot, or of the project. */
    static SnapshotContent released(CognigyInstallation source, SnapshotState state) {
        return released(source, state.source(), state.snapshot());
    }

    static SnapshotContent released(CognigyInstallation source, Place place, Optional<ProjectSnapshot> snapshot) {
        return snapshot.map(known -> of(source, known.id(), known.name())).orElseGet(() -> of(source, place.project()));
    }

    private static List<NamedReference> all(CognigyInstallation installation, Snapshot snapshot, ResourceType type) {
        return StreamSupport.stream(
                        installation.lists().resources(snapshot, type).spliterator(), false)
                .flatMap(resource ->
                        resource
                                .referenceId()
                                .map(reference ->
                                        new NamedReference(resource.name().orElse(""), reference))
                                .stream())
                .toList();
    }

    Optional<NamedReference> flow(String name) {
        return named(flows, name);
    }

    Optional<NamedReference> locale(String name) {
        return named(locales, name);
    }

    private static Optional<NamedReference> named(List<NamedReference> all, String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    boolean hasReferencesOf(SnapshotContent other) {
        return references(flows).equals(references(other.flows))
                && references(locales).equals(references(other.locales));
    }

    private static Set<ReferenceId> references(List<NamedReference> all) {
        Set<ReferenceId> references = new HashSet<>();
        all.forEach(one -> references.add(one.referenceId()));
        return references;
    }

    /** Judges whether what the endpoints of a release refer to is here. */
    Verdict judge(Optional<String> wantedFlow, Optional<String> wantedLocale, SnapshotState state) {
        Findings findings = new Findings();
        wantedFlow
                .filter(name -> state.flow().isEmpty())
                .ifPresent(name -> findings.against(place + " has no flow " + name));
        wantedLocale
                .filter(name -> state.locale().isEmpty())
                .ifPresent(name -> findings.against(place + " has no locale " + name));
        for (Endpoint endpoint : state.endpoints()) {
            look(flows, "flow", state.flowOf(endpoint), endpoint, findings);
            look(locales, "locale", state.localeOf(endpoint), endpoint, findings);
        }
        if (!state.playbooks().isEmpty()
                && state.endpoints().stream()
                        .noneMatch(endpoint -> state.flowOf(endpoint).isPresent()
                                && state.localeOf(endpoint).isPresent())) {
            findings.against("no endpoint has a flow and a locale that a playbook could be run with");
        }
        return findings.verdict(place + " has the flow and the locale of every endpoint");
    }

    private void look(
            List<NamedReference> all, String what, Optional<ReferenceId> wanted, Endpoint endpoint, Findings findings) {
        Optional<String> found = wanted.flatMap(reference -> all.stream()
                .filter(one -> one.referenceId().equals(reference))
                .map(NamedReference::name)
                .findFirst());
        findings.note(what + " of " + endpoint.name(), found.orElse("none"));
        if (wanted.isPresent() && found.isEmpty()) {
            findings.against(
                    place + " lacks the " + what + " of endpoint " + endpoint.name() + " (" + wanted.get() + ")");
        }
    }
}
