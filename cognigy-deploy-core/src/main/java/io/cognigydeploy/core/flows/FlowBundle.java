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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The wish to bring the flows of one environment into another.
 *
 * @param sourceEnvironmentId where the flows are taken from; flows of all others stay where they are
 * @param environmentId where they go
 * @param flowIds the flows that are meant; none means all of the source
 * @param leftOut flows that are not pushed by choice, and why
 * @param leavesOutInvalid whether flows that are not whole are left out, and not a reason to push none
 * @param allowsDowngrades whether a flow may go to a version that is lower, or cannot be compared
 * @param trusted types of references that are not looked for in the target
 * @param allowsNewCircles whether flows may depend on one another that are not all in the target
 */
@JsonIgnoreProperties(ignoreUnknown = true)
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
     * A wish that is well formed.
     *
     * @throws IllegalArgumentException if an id is malformed, both environments are one, or a flow is asked for and left
     *     out at once
     */
    public FlowBundle {
        Argument.id("sourceEnvironmentId", sourceEnvironmentId);
        Argument.id("environmentId", environmentId);
        if (sourceEnvironmentId.equals(environmentId)) {
            throw new IllegalArgumentException("Flows cannot go from " + environmentId + " into itself.");
        }
        flowIds.forEach(id -> Argument.id("flowId", id));
        leftOut.forEach(out -> Argument.id("flowId", out.id()));
        flowIds = List.copyOf(new TreeSet<>(flowIds));
        leftOut = List.copyOf(leftOut);
        trusted = List.copyOf(new TreeSet<>(trusted));
        for (Manifest.LeftOut out : leftOut) {
            if (flowIds.contains(out.id())) {
                throw new IllegalArgumentException("The flow " + out.id() + " is asked for and left out at once.");
            }
        }
        if (leftOut.stream().map(Manifest.LeftOut::id).distinct().count() != leftOut.size()) {
            throw new IllegalArgumentException("A flow is left out twice.");
        }
    }

    /** Begins a pipeline that brings the flows of one environment into another; every flow has to be whole. */
    public static DeploymentPipeline.Builder<FlowBundle> pipeline(CognigyClient cognigy) {
        return pipeline(cognigy, FlowSchema.strict());
    }

    /** Begins a pipeline like {@link #pipeline(CognigyClient)} with other rules for flows. */
    public static DeploymentPipeline.Builder<FlowBundle> pipeline(CognigyClient cognigy, FlowSchema schema) {
        Argument.given("schema", schema);
        return DeploymentPipeline.of(cognigy, rollbacker -> FlowBundleKind.of(cognigy, schema, rollbacker));
    }

    /** From where; into which environment follows. */
    public static Unplaced from(String sourceEnvironmentId) {
        return new Unplaced(Argument.id("sourceEnvironmentId", sourceEnvironmentId));
    }

    /** Flows that have no target yet. */
    public record Unplaced(String sourceEnvironmentId) {

        /**
         * The wish to bring all of them there.
         *
         * @throws IllegalArgumentException if an id is malformed or both environments are one
         */
        public FlowBundle to(String environmentId) {
            return new FlowBundle(
                    sourceEnvironmentId, environmentId, List.of(), List.of(), false, false, List.of(), false);
        }
    }

    /** The same for these flows only, and those that were named before. */
    public FlowBundle only(String... ids) {
        List<String> all = Stream.concat(flowIds.stream(), Arrays.stream(Argument.texts("ids", ids)))
                .toList();
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                all,
                leftOut,
                leavesOutInvalid,
                allowsDowngrades,
                trusted,
                allowsNewCircles);
    }

    /** The same without this flow; manifest and report say so, with the reason. */
    public FlowBundle leavingOut(String flowId, String reason) {
        List<Manifest.LeftOut> all = new ArrayList<>(leftOut);
        all.add(new Manifest.LeftOut(Argument.id("flowId", flowId), Argument.text("reason", reason)));
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                flowIds,
                all,
                leavesOutInvalid,
                allowsDowngrades,
                trusted,
                allowsNewCircles);
    }

    /** The same without those flows that are not whole; manifest and report say which. Otherwise they stop all. */
    public FlowBundle leavingOutInvalid() {
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                flowIds,
                leftOut,
                true,
                allowsDowngrades,
                trusted,
                allowsNewCircles);
    }

    /** The same, with flows allowed to go to a version that is lower, or cannot be compared. */
    public FlowBundle allowingDowngrades() {
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                flowIds,
                leftOut,
                leavesOutInvalid,
                true,
                trusted,
                allowsNewCircles);
    }

    /**
     * The same, with flows allowed to depend on one another that are not all in the target, such as a new menu and its
     * sub-flow. They are imported in the order of their ids, each new one before flows of the circle that are there
     * already, so one of them is imported before what it refers to. Flows that are all there need no permission.
     */
    public FlowBundle allowingNewCircles() {
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                flowIds,
                leftOut,
                leavesOutInvalid,
                allowsDowngrades,
                trusted,
                true);
    }

    /**
     * The same, taking what is referred to for present without a look. The platform has no list of variables, so flows
     * that refer to variables can go no other way.
     */
    public FlowBundle trusting(ReferenceType... types) {
        List<ReferenceType> all = Stream.concat(trusted.stream(), Arrays.stream(Argument.allGiven("types", types)))
                .toList();
        return new FlowBundle(
                sourceEnvironmentId,
                environmentId,
                flowIds,
                leftOut,
                leavesOutInvalid,
                allowsDowngrades,
                all,
                allowsNewCircles);
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
