package io.cognigydeploy.core.flows;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Paged;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.LanguageResource;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.platform.Reading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A one-time reader of a bundle's source and target. It goes through the whole list of flows once and stores only the
 * members that the plan needs. Memory therefore does not grow with the flows' contents.
 */
final class FlowExport {

    private static final int PROBLEMS_OF_A_FLOW = 20;
    private static final int PROBLEMS_OF_ALL = 1000;

    private final CognigyClient cognigy;
    private final FlowBundle deployment;
    private final FlowSchema schema;
    private final Map<String, Set<String>> idsByEnvironment = new HashMap<>();
    private final Map<String, FlowDifference.Standing> inTarget = new HashMap<>();
    private final Set<String> unversioned = new HashSet<>();
    private final Map<String, String> oversized = new HashMap<>();
    private PackedFlows.Packer whole = new PackedFlows.Packer();
    private final Map<String, FlowBundleState.Invalid> invalid = new TreeMap<>();
    private final Map<String, Manifest.LeftOut> leftOut = new TreeMap<>();
    private final List<ReferenceType> notListed = new ArrayList<>();
    private int problems;
    private int unplaced;

    FlowExport(CognigyClient cognigy, FlowBundle deployment, FlowSchema schema) {
        this.cognigy = cognigy;
        this.deployment = deployment;
        this.schema = schema;
    }

    FlowBundleState read() {
        for (Flow flow : ListedFlows.all(cognigy)) {
            String where = flow.environmentId().orElse("");
            if (where.isEmpty()) {
                unplaced++;
                continue;
            }
            if (!where.equals(deployment.sourceEnvironmentId()) || isNamed(flow.id())) {
                idsByEnvironment.computeIfAbsent(where, none -> new HashSet<>()).add(flow.id());
            }
            if (where.equals(deployment.environmentId())) {
                stands(flow);
            } else if (where.equals(deployment.sourceEnvironmentId())) {
                exported(flow);
            }
        }
        PackedFlows.Packer packer = new PackedFlows.Packer();
        for (PackedFlows.Item exported : whole.flows().inOrder()) {
            FlowDocument.Summary flow = exported.flow();
            if (unversioned.contains(flow.id())) {
                refuse(
                        flow.id(),
                        "",
                        List.of("The flow in " + deployment.environmentId()
                                + " has no version that names one to go back to."));
                continue;
            }
            Optional<FlowDifference.Standing> before = Optional.ofNullable(inTarget.get(flow.id()));
            if (oversized.containsKey(flow.id()) && FlowDifference.isPushed(flow, before)) {
                refuse(flow.id(), "", List.of("The import of the flow " + oversized.get(flow.id()) + "."));
            } else {
                packer.add(new PackedFlows.Item(flow, before));
            }
        }
        PackedFlows items = packer.flows();
        // The references need room of their own.
        whole = new PackedFlows.Packer();
        inTarget.clear();
        return new FlowBundleState(
                items,
                List.copyOf(invalid.values()),
                List.copyOf(leftOut.values()),
                notFound(),
                unplaced,
                found(items),
                notListed);
    }

    /** Returns whether the deployment names a flow of the source. No reference is sought in the source. */
    private boolean isNamed(String id) {
        return deployment.flowIds().contains(id)
                || deployment.leftOut().stream().anyMatch(out -> out.id().equals(id));
    }

    private void stands(Flow flow) {
        if (flow.version().filter(FlowExport::canBeGoneBackTo).isEmpty()) {
            unversioned.add(flow.id());
            return;
        }
        inTarget.put(
                flow.id(),
                new FlowDifference.Standing(
                        flow.version().get(), FlowDocument.of(flow).exactHash()));
    }

    private static boolean canBeGoneBackTo(String version) {
        try {
            FlowRollbackRequest.toVersion(version);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void exported(Flow flow) {
        Optional<Manifest.LeftOut> out = deployment.leftOut().stream()
                .filter(one -> one.id().equals(flow.id()))
                .findFirst();
        if (out.isPresent()) {
            leftOut.put(flow.id(), out.get());
            return;
        }
        if (!deployment.flowIds().isEmpty() && !deployment.flowIds().contains(flow.id())) {
            return;
        }
        FlowDocument document = FlowDocument.of(flow);
        List<FlowSchema.Problem> found = schema.problems(document);
        if (found.isEmpty()) {
            whole.add(new PackedFlows.Item(document.summary(), Optional.empty()));
            cognigy.oversize(new FlowImportRequest(flow, deployment.environmentId()))
                    .ifPresent(why -> oversized.put(flow.id(), why));
        } else {
            refuse(
                    flow.id(),
                    "not whole: ",
                    found.stream().map(FlowSchema.Problem::toString).toList());
        }
    }

    private void refuse(String id, String kind, List<String> because) {
        if (deployment.leavesOutInvalid()) {
            String more = because.size() == 1 ? "" : " And " + (because.size() - 1) + " more.";
            leftOut.put(id, new Manifest.LeftOut(id, kind + because.get(0) + more));
            return;
        }
        int shown = Math.min(because.size(), Math.max(1, Math.min(PROBLEMS_OF_A_FLOW, PROBLEMS_OF_ALL - problems)));
        problems += shown;
        invalid.put(
                id,
                new FlowBundleState.Invalid(
                        FlowSchema.shown(id), List.copyOf(because.subList(0, shown)), because.size() - shown));
    }

    private List<String> notFound() {
        Set<String> there = idsByEnvironment.getOrDefault(deployment.sourceEnvironmentId(), Set.of());
        Set<String> missing = new TreeSet<>(deployment.flowIds());
        deployment.leftOut().forEach(out -> missing.add(out.id()));
        missing.removeAll(there);
        return List.copyOf(missing);
    }

    /** Looks up the references of the flows, reading only the lists that are needed. */
    private List<FlowBundleState.FoundReferences> found(List<PackedFlows.Item> items) {
        Map<ReferenceType, Map<String, Set<String>>> needed = new EnumMap<>(ReferenceType.class);
        DependencyResolver.into(deployment.environmentId())
                .resolve(FlowBundleState.dependents(items))
                .missing()
                .stream()
                .filter(one -> one.why() == Resolution.Missing.Why.NOT_LOOKED_UP)
                .forEach(one -> needed.computeIfAbsent(one.reference().type(), none -> new TreeMap<>())
                        .computeIfAbsent(one.soughtIn(), none -> new TreeSet<>())
                        .add(one.reference().id()));
        List<FlowBundleState.FoundReferences> found = new ArrayList<>();
        needed.forEach((type, ids) -> {
            if (deployment.trusted().contains(type)) {
                found.addAll(there(type, ids, ids));
            } else {
                existing(type, ids).ifPresent(existing -> found.addAll(there(type, ids, existing)));
            }
        });
        return found;
    }

    /** Returns the ids that exist by environment; empty if the platform has no list of the type. */
    private Optional<Map<String, Set<String>>> existing(ReferenceType type, Map<String, Set<String>> needed) {
        return switch (type) {
            case FLOW -> Optional.of(idsByEnvironment);
            case INTENT -> listed(type, needed, cognigy.lists().intents());
            case ENTITY -> listed(type, needed, cognigy.lists().entities());
            case VARIABLE -> Optional.empty();
        };
    }

    /** Returns the listed ids by environment; a resource without an environment counts for all of them. */
    private Optional<Map<String, Set<String>>> listed(
            ReferenceType type, Map<String, Set<String>> needed, Paged<LanguageResource> list) {
        Map<String, Set<String>> there = new HashMap<>();
        try {
            for (LanguageResource one : list) {
                needed.forEach((place, ids) -> {
                    boolean here = one.environmentId()
                            .filter(text -> !text.isBlank())
                            .map(place::equals)
                            .orElse(true);
                    if (here && ids.contains(one.id())) {
                        there.computeIfAbsent(place, none -> new HashSet<>()).add(one.id());
                    }
                });
            }
        } catch (ApiException e) {
            if (!Reading.NOT_OFFERED.contains(e.status())) {
                throw e;
            }
            notListed.add(type);
            return Optional.empty();
        }
        return Optional.of(there);
    }

    private static List<FlowBundleState.FoundReferences> there(
            ReferenceType type, Map<String, Set<String>> needed, Map<String, Set<String>> existing) {
        List<FlowBundleState.FoundReferences> found = new ArrayList<>();
        needed.forEach((place, ids) -> {
            Set<String> there = existing.getOrDefault(place, Set.of());
            found.add(new FlowBundleState.FoundReferences(
                    place, type, ids.stream().filter(there::contains).toList()));
        });
        return found;
    }
}
