package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.flow.Resolution;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.text.ListView;
import io.cognigydeploy.core.text.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments of flows: one import each, in the order of their dependencies, reverted in reverse order. */
record FlowBundleKind(CognigyClient platform, FlowSchema schema) implements Kind<FlowBundle, FlowBundleState> {

    private static final int MAX_LEFT_OUT = 20;

    @Override
    public String name() {
        return "flow-bundle";
    }

    @Override
    public FlowBundleState observe(FlowBundle deployment) {
        return new FlowExport(platform, deployment, schema).read();
    }

    @Override
    public List<Evidence> describe(FlowBundleState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of("flows exported", state.flows().size()));
        facts.add(Evidence.of(
                "in the target already",
                state.flows().stream().filter(item -> item.before().isPresent()).count()));
        state.leftOut().stream()
                .limit(MAX_LEFT_OUT)
                .forEach(out -> facts.add(Evidence.of("left out", FlowSchema.shown(out.id()) + ", " + out.reason())));
        if (state.leftOut().size() > MAX_LEFT_OUT) {
            facts.add(Evidence.of("left out", "and " + (state.leftOut().size() - MAX_LEFT_OUT) + " more"));
        }
        return facts;
    }

    @Override
    public List<Change> changes(FlowBundle deployment, FlowBundleState before) {
        List<PackedFlows.Item> flows = before.toPush(deployment);
        List<FlowDocument.Summary> ours =
                new ListView<>(flows.size(), place -> flows.get(place).flow());
        FlowSource source = new FlowSource(platform, deployment.sourceEnvironmentId(), ours);
        ListedFlows listed = new ListedFlows(platform, deployment.environmentId(), ours);
        return new ListView<>(flows.size(), place -> {
            PackedFlows.Item item = flows.get(place);
            return new FlowChange(
                    source, new DeployedFlow(platform, deployment.environmentId(), item.flow(), item.before(), listed));
        });
    }

    /** Returns the time of an import and a status for each flow; walks of the list are few beside them. */
    @Override
    public Optional<Duration> leastTime(FlowBundle deployment, FlowBundleState state) {
        return Optional.of(platform.leastTime(2
                        * state.flows().stream()
                                .filter(PackedFlows.Item::isPushed)
                                .count()))
                .filter(time -> !time.isZero());
    }

    @Override
    public List<Check<Plan>> gates(FlowBundle deployment, FlowBundleState state) {
        return List.of(
                Check.named("export", plan -> export(deployment, state)),
                Check.named("flow schema", plan -> schema(state)),
                Check.named("references", plan -> references(deployment, state)),
                Check.named("versions", plan -> state.difference(deployment).verdict()));
    }

    private static Verdict export(FlowBundle deployment, FlowBundleState state) {
        if (!state.notFound().isEmpty()) {
            return Verdict.fail("not in " + deployment.sourceEnvironmentId() + ": " + Listing.of(state.notFound()));
        }
        if (state.unplaced() > 0) {
            return Verdict.inconclusive(
                    "the platform does not say in which environment " + state.unplaced() + " of its flows are");
        }
        if (state.flows().isEmpty() && state.invalid().isEmpty()) {
            return Verdict.fail("there are no flows to push in " + deployment.sourceEnvironmentId());
        }
        return Verdict.pass(
                state.flows().size() + " flows of " + deployment.sourceEnvironmentId(),
                Evidence.of("left out", state.leftOut().size()));
    }

    private static Verdict schema(FlowBundleState state) {
        if (state.invalid().isEmpty()) {
            return Verdict.pass(state.flows().size() + " flows are valid");
        }
        List<Evidence> evidence = new ArrayList<>();
        for (FlowBundleState.Invalid flow : state.invalid()) {
            flow.problems().forEach(problem -> evidence.add(new Evidence(flow.id(), problem)));
            if (flow.more() > 0) {
                evidence.add(new Evidence(flow.id(), "and " + flow.more() + " more"));
            }
        }
        return new Verdict.Fail(
                state.invalid().size() + " flows are not valid, the first: "
                        + state.invalid().get(0),
                evidence);
    }

    private static Verdict references(FlowBundle deployment, FlowBundleState state) {
        Resolution resolution = state.resolution(deployment);
        Verdict verdict = resolution.verdict();
        List<Evidence> evidence = new ArrayList<>(verdict.evidence());
        deployment.trusted().forEach(type -> evidence.add(Evidence.of("not checked by choice", type)));
        List<ReferenceType> notListed = resolution.missing().stream()
                .filter(one -> one.why() == Resolution.Missing.Why.NOT_LISTED)
                .map(one -> one.reference().type())
                .distinct()
                .toList();
        StringBuilder reason = new StringBuilder(verdict.reason());
        if (!notListed.isEmpty()) {
            reason.append(". To push the flows without this check, use trusting(..) or");
            notListed.forEach(type -> reason.append(" --trust ").append(type));
        }
        if (!deployment.allowsNewCircles() && resolution.cycles().stream().anyMatch(Resolution.Cycle::isNew)) {
            reason.append(
                    ". To push them although they depend on one another, use allowingNewCircles() or --new-circles");
        }
        if (verdict instanceof Verdict.Pass) {
            return new Verdict.Pass(reason.toString(), evidence, notLookedFor(deployment, resolution));
        }
        return verdict instanceof Verdict.Fail
                ? new Verdict.Fail(reason.toString(), evidence)
                : new Verdict.Inconclusive(reason.toString(), evidence);
    }

    /** Returns a note for each trusted reference type that the flows use. */
    private static List<String> notLookedFor(FlowBundle deployment, Resolution resolution) {
        return deployment.trusted().stream()
                .filter(type -> resolution.dependencies().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(reference -> reference.type() == type))
                .map(type -> "whether " + deployment.environmentId() + " has everything of type " + type
                        + " that the flows refer to is not confirmed: it was trusted, not checked")
                .toList();
    }

    @Override
    public void addTo(ManifestBuilder manifest, FlowBundle deployment, FlowBundleState before) {
        manifest.flows(before.difference(deployment)).dependencies(before.resolution(deployment));
        before.leftOut().forEach(out -> manifest.leaveOut(out.id(), out.reason()));
    }

    @Override
    public ObjectNode payload(Report report) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", "flow_deployment_complete");
        body.put("runId", report.runId());
        body.set("sourceEnvironmentId", report.deployment().path("sourceEnvironmentId"));
        body.set("environmentId", report.deployment().path("environmentId"));
        body.put("success", report.outcome().isSuccess());
        body.put("outcome", Json.tree(report.outcome()).path("outcome").asText());
        body.put("durationSeconds", report.took().toNanos() / 1e9);
        return body;
    }

    private record FlowChange(FlowSource source, DeployedFlow place) implements Change {

        @Override
        public String id() {
            return place.ours().id();
        }

        @Override
        public boolean isIndependentOf(Change earlier) {
            return earlier instanceof FlowChange other && !refersTo(other) && !other.refersTo(this);
        }

        private boolean refersTo(FlowChange other) {
            return place.ours().references().stream()
                    .anyMatch(reference -> reference.type() == ReferenceType.FLOW
                            && reference.id().equals(other.id()));
        }

        @Override
        public Mutation apply() {
            return new FlowImportMutation(source, place);
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return place.before()
                    .<List<Mutation>>map(was -> List.of(new FlowRollbackMutation(place, was)))
                    .orElse(List.of());
        }

        @Override
        public String irreversibleReason() {
            return "flow " + id() + " was not in " + place.environmentId()
                    + " before, and the platform offers no request to remove it";
        }

        @Override
        public Verdict unchanged() {
            return place.unchanged();
        }
    }
}
