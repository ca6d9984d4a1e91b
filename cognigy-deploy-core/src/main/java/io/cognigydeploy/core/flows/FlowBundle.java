package io.cognigydeploy.core.flows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.Listing;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.immutables.value.Value;

/**
 * A release of one environment's flows into another environment.
 *
 * @param sourceEnvironmentId the environment that the flows are exported from; flows of other environments are not
 *     moved
 * @param environmentId the target environment
 * @param flowIds the flows to push; an empty list means all flows of the source
 * @param leftOut flows that are left out by choice, with the reason
 * @param leavesOutInvalid whether invalid flows are left out; otherwise an invalid flow stops the whole bundle
 * @param allowsDowngrades whether a flow may go to a lower version, or to one that cannot be compared
 * @param trusted types of references that are assumed to exist in the target
 * @param allowsNewCircles whether a circle of flows is allowed that are not all in the target yet
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Value.Builder
public record FlowBundle(
        String sourceEnvironmentId,
        String environmentId,
        List<String> flowIds,
        List<Manifest.LeftOut> leftOut,
        boolean leavesOutInvalid,
        boolean allowsDowngrades,
        List<ReferenceType> trusted,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean allowsNewCircles)
        implements Deployment {

    /**
     * Checks the ids and that they do not contradict each other.
     *
     * @throws IllegalArgumentException if an id is malformed, both environments are the same, a flow is both named and
     *     left out, or a flow is left out twice
     */
    public FlowBundle {
        Argument.id("sourceEnvironmentId", sourceEnvironmentId);
        Argument.id("environmentId", environmentId);
        if (sourceEnvironmentId.equals(environmentId)) {
            throw Argument.refused("environmentId", "another environment than the source", environmentId);
        }
        flowIds.forEach(id -> Argument.id("flowId", id));
        leftOut.forEach(out -> Argument.id("flowId", out.id()));
        flowIds = List.copyOf(new TreeSet<>(flowIds));
        leftOut = List.copyOf(leftOut);
        trusted = List.copyOf(new TreeSet<>(trusted));
        for (Manifest.LeftOut out : leftOut) {
            if (flowIds.contains(out.id())) {
                throw Argument.refused("leftOut", "without the flows that are named", out.id());
            }
        }
        List<String> leftOutIds = leftOut.stream().map(Manifest.LeftOut::id).toList();
        if (Set.copyOf(leftOutIds).size() != leftOutIds.size()) {
            throw Argument.refused("leftOut", "without repeated flows", leftOutIds);
        }
    }

    /** Begins a pipeline that pushes flows into another environment; every flow has to be valid. */
    public static DeploymentPipeline.Builder<FlowBundle> pipeline(CognigyClient cognigy) {
        return pipeline(cognigy, FlowSchema.strict());
    }

    /** Begins a pipeline like {@link #pipeline(CognigyClient)} with other rules for valid flows. */
    public static DeploymentPipeline.Builder<FlowBundle> pipeline(CognigyClient cognigy, FlowSchema schema) {
        Argument.given("cognigy", cognigy);
        Argument.given("schema", schema);
        return DeploymentPipeline.of(rollbacker -> {
            rollbacker.refuseFallback("flows", "Leave it out: each flow goes back to its earlier version.");
            return new FlowBundleKind(cognigy, schema);
        });
    }

    /** Begins the deployment of an environment's flows; {@link Unplaced#to} names the target. */
    public static Unplaced from(String sourceEnvironmentId) {
        return new Unplaced(Argument.id("sourceEnvironmentId", sourceEnvironmentId));
    }

    /** Flows without a target yet. */
    public record Unplaced(String sourceEnvironmentId) {

        /**
         * Returns the deployment of all flows into this environment.
         *
         * @throws IllegalArgumentException if an id is malformed or both environments are the same
         */
        public FlowBundle to(String environmentId) {
            return new FlowBundle(
                    sourceEnvironmentId, environmentId, List.of(), List.of(), false, false, List.of(), false);
        }
    }

    /** Returns this deployment, limited to these flows and those named before. */
    public FlowBundle only(String... ids) {
        return but().addFlowIds(Argument.texts("ids", ids)).build();
    }

    /** Returns this deployment without a flow; manifest and report list it with the reason. */
    public FlowBundle leavingOut(String flowId, String reason) {
        return but().addLeftOut(new Manifest.LeftOut(Argument.id("flowId", flowId), Argument.text("reason", reason)))
                .build();
    }

    /**
     * Returns this deployment without its invalid flows; manifest and report list them. By default an invalid flow
     * stops the whole bundle.
     */
    public FlowBundle leavingOutInvalid() {
        return but().leavesOutInvalid(true).build();
    }

    /** Returns this deployment, allowing versions that are lower or cannot be compared. */
    public FlowBundle allowingDowngrades() {
        return but().allowsDowngrades(true).build();
    }

    /**
     * Returns this deployment, allowing circles of flows that are not all in the target. A new menu and its sub-flow
     * are such a circle. New flows of a circle are imported before its existing ones, each group in the order of their
     * ids. One flow is therefore imported before the flow that it refers to. Circles of existing flows need no
     * permission.
     */
    public FlowBundle allowingNewCircles() {
        return but().allowsNewCircles(true).build();
    }

    /**
     * Returns this deployment, skipping the existence check for these reference types. The platform has no list of
     * variables, so flows that refer to variables can be pushed only this way.
     */
    public FlowBundle trusting(ReferenceType... types) {
        return but().addTrusted(Argument.allGiven("types", types)).build();
    }

    private FlowBundleBuilder but() {
        return new FlowBundleBuilder().from(this);
    }

    @Override
    public String target() {
        return environmentId;
    }

    @Override
    public String describe() {
        String which = flowIds.isEmpty() ? "flows" : "flows " + Listing.of(flowIds);
        return which + " of " + sourceEnvironmentId + " into " + environmentId
                + (leftOut.isEmpty()
                        ? ""
                        : " without "
                                + Listing.of(leftOut.stream()
                                        .map(Manifest.LeftOut::id)
                                        .toList()));
    }

    @Override
    public String toString() {
        return describe();
    }
}
