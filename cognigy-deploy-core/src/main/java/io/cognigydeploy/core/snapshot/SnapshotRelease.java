package io.cognigydeploy.core.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.Listing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.immutables.value.Value;

/**
 * A release of a snapshot of one project onto endpoints of another, or of the same. Projects, endpoints, playbooks and an
 * existing snapshot are named by their names or ids.
 *
 * @param sourceStage the stage that the snapshot comes from, for records
 * @param sourceProject the project that the snapshot is made of
 * @param targetStage the stage that the snapshot goes live in, for records
 * @param targetProject the project of the endpoints
 * @param endpoints the endpoints to switch, in this order
 * @param snapshot the snapshot of the source to release; absent if a new one is made
 * @param name the name of the new snapshot; absent for the project's name and the run's id
 * @param description the description of the new snapshot, which the run's id is added to
 * @param flow the name of the flow that the endpoints run from now on; absent if each keeps its own
 * @param locale the name of the locale that the endpoints use from now on; absent if each keeps its own
 * @param playbooks the playbooks of the target that must succeed on the snapshot before an endpoint is switched
 * @param texts the texts that each switched endpoint must answer
 * @param requiresSameHash whether a transferred snapshot must have the hash that it has in the source
 * @param allowed the gates that are reported and do not stop the release
 * @param sourceCap the number of snapshots that the source may have
 * @param targetCap the number of snapshots that the target may have
 * @param override the required {@code overrideSnapshotConnections} of the endpoints; absent if either value is right
 * @param keep how many of its newest snapshots this library keeps where it makes room in a full project; absent if a full
 *     project stops the release
 * @param waves the rules by which each switched endpoint is watched before the next; absent if none is watched
 * @param canary the canary that a router sends users to before an endpoint is switched; absent for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Value.Builder
public record SnapshotRelease(
        String sourceStage,
        String sourceProject,
        String targetStage,
        String targetProject,
        List<String> endpoints,
        Optional<String> snapshot,
        Optional<SnapshotName> name,
        Optional<String> description,
        Optional<String> flow,
        Optional<String> locale,
        List<String> playbooks,
        List<String> texts,
        boolean requiresSameHash,
        List<Gate> allowed,
        int sourceCap,
        int targetCap,
        Optional<Boolean> override,
        Optional<Integer> keep,
        Optional<Waves> waves,
        Optional<RoutedCanary> canary)
        implements Deployment {

    /** The number of snapshots that a project may have, unless its plan allows more. */
    public static final int USUAL_CAP = 10;

    /** The longest description; the platform allows 500 characters with the run's id. */
    private static final int LONGEST = 400;

    /** A gate that can be allowed: it is then judged and reported, and does not stop the release. */
    public enum Gate {
        /** Flows of the source that were not trained since they were changed. */
        TRAINING,
        /** Connections of the source that the target lacks. */
        CONNECTIONS,
        /** Extensions of the source that the target lacks. */
        EXTENSIONS,
        /** Large language models of the source that the target lacks. */
        MODELS,
        /** Endpoints that were changed since the last release of this library. */
        DRIFT;

        /** Returns the name of the gate in plans and reports, such as {@code training}. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the texts and that they do not contradict each other.
     *
     * @throws IllegalArgumentException if a text is blank, there is no endpoint, one is named twice, a cap or {@code keep} is
     *     not positive, the description has more than 400 characters, or an existing snapshot is given a name or a description
     */
    public SnapshotRelease {
        Argument.text("sourceStage", sourceStage);
        Argument.text("sourceProject", sourceProject);
        Argument.text("targetStage", targetStage);
        Argument.text("targetProject", targetProject);
        endpoints = distinct("endpoints", endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints must have at least one endpoint, but was empty.");
        }
        snapshot.ifPresent(text -> Argument.text("snapshot", text));
        description.ifPresent(text -> Argument.text("description", text));
        if (description.filter(text -> text.length() > LONGEST).isPresent()) {
            throw Argument.refused("description", "at most " + LONGEST + " characters", description.get());
        }
        if (snapshot.isPresent() && (name.isPresent() || description.isPresent())) {
            throw Argument.refused("snapshot", "absent where a new one gets a name or a description", snapshot.get());
        }
        flow.ifPresent(text -> Argument.text("flow", text));
        locale.ifPresent(text -> Argument.text("locale", text));
        playbooks = distinct("playbooks", playbooks);
        texts = List.copyOf(texts);
        texts.forEach(text -> Argument.text("texts", text));
        allowed = List.copyOf(new TreeSet<>(allowed));
        List<String> listed = endpoints;
        if (waves.isPresent() && canary.isPresent()) {
            throw new IllegalArgumentException("waves must be absent where a canary is given, but both are given.");
        }
        if (canary.filter(one -> listed.contains(one.endpoint())).isPresent()) {
            throw Argument.refused(
                    "canary", "at an endpoint of its own", canary.get().endpoint());
        }
        positive("sourceCap", sourceCap);
        positive("targetCap", targetCap);
        keep.ifPresent(number -> positive("keep", number));
    }

    private static List<String> distinct(String parameter, List<String> all) {
        all.forEach(one -> Argument.text(parameter, one));
        if (Set.copyOf(all).size() != all.size()) {
            throw Argument.refused(parameter, "without repeated names", all);
        }
        return List.copyOf(all);
    }

    private static void positive(String parameter, int value) {
        if (value < 1) {
            throw Argument.refused(parameter, "positive", value);
        }
    }

    /**
     * Begins a pipeline that releases snapshots. Both clients are the same if source and target are in one installation;
     * where the project is the same too, nothing is transferred. A transferred file is temporary.
     *
     * @throws IllegalArgumentException if the clients have different collections of secrets, so that those of the source
     *     could get into records; set the same on both builders by {@code secrets(…)}
     */
    public static DeploymentPipeline.Builder<SnapshotRelease> pipeline(
            CognigyInstallation source, CognigyInstallation target) {
        return pipeline(source, target, Optional.empty(), Optional.empty());
    }

    /**
     * Begins a pipeline as {@link #pipeline(CognigyInstallation, CognigyInstallation)} does, for releases after a canary. The
     * router belongs to the pipeline and not to the release: the pipeline that resumes a run needs it again.
     */
    public static DeploymentPipeline.Builder<SnapshotRelease> pipeline(
            CognigyInstallation source, CognigyInstallation target, TrafficRouter router) {
        return pipeline(source, target, Optional.empty(), Optional.of(Argument.given("router", router)));
    }

    /**
     * Begins a pipeline as {@link #pipeline(CognigyInstallation, CognigyInstallation)} does, which keeps each transferred
     * file. Before it is sent it is in the archive as {@code <run>.csnap}, and its SHA-256 as {@code <run>.csnap.sha256},
     * which {@code sha256sum -c} reads. It stays there, also if the release fails.
     *
     * <p>The archive belongs to the pipeline and not to the release. So the fingerprint of a plan is the same without it, and
     * the pipeline that resumes a run needs it again; it then sends the kept file without another download. If the name is
     * taken by another content, that file stays as it is and the target gets none.
     *
     * @param archive the folder; a missing one is created when the first file is kept, for its owner alone
     * @throws IllegalArgumentException if the archive is no folder or cannot be written to, or the clients have different
     *     collections of secrets
     */
    public static DeploymentPipeline.Builder<SnapshotRelease> pipeline(
            CognigyInstallation source, CognigyInstallation target, Path archive) {
        return pipeline(source, target, Optional.of(new Archive(Argument.given("archive", archive))), Optional.empty());
    }

    @SuppressWarnings("ReferenceEquality") // equal collections are not the same one
    private static DeploymentPipeline.Builder<SnapshotRelease> pipeline(
            CognigyInstallation source,
            CognigyInstallation target,
            Optional<Archive> archive,
            Optional<TrafficRouter> router) {
        Argument.given("source", source);
        Argument.given("target", target);
        if (source.secrets() != target.secrets()) {
            throw new IllegalArgumentException("source must hide its secrets together with the target, but has a"
                    + " collection of its own. Set the same secrets(..) on the builders of both.");
        }
        return DeploymentPipeline.of(rollbacker -> {
            rollbacker.refuseFallback("a snapshot", "Leave it out: each endpoint goes back to what it ran before.");
            return new SnapshotKind(source, target, archive, router);
        });
    }

    /** Begins the release of a snapshot of a project of a stage; {@link Unplaced#to} names the endpoints. */
    public static Unplaced from(String stage, String project) {
        return new Unplaced(Argument.text("stage", stage), Argument.text("project", project));
    }

    /** A snapshot without endpoints yet. */
    public record Unplaced(String stage, String project) {

        /**
         * Returns the release of a new snapshot onto endpoints of a project, which are switched in this order.
         *
         * @throws IllegalArgumentException if a text is blank, there is no endpoint, or one is named twice
         */
        public SnapshotRelease to(String targetStage, String targetProject, String... endpoints) {
            return new SnapshotReleaseBuilder()
                    .sourceStage(stage)
                    .sourceProject(project)
                    .targetStage(Argument.text("targetStage", targetStage))
                    .targetProject(Argument.text("targetProject", targetProject))
                    .addEndpoints(Argument.texts("endpoints", endpoints))
                    .requiresSameHash(false)
                    .sourceCap(USUAL_CAP)
                    .targetCap(USUAL_CAP)
                    .build();
        }
    }

    /** Returns this release with an existing snapshot of the source, by its name or id. */
    public SnapshotRelease existing(String nameOrId) {
        return but().snapshot(Argument.text("nameOrId", nameOrId)).build();
    }

    /**
     * Returns this release with another name of the new snapshot. Default: the project's name and the run's id.
     *
     * @throws IllegalArgumentException if the platform would refuse the name
     */
    public SnapshotRelease named(String newName) {
        return but().name(new SnapshotName(Argument.text("newName", newName))).build();
    }

    /**
     * Returns this release with another description of the new snapshot. {@code cognigy-deploy} and the run's id are always
     * added to it.
     *
     * @throws IllegalArgumentException if the text is blank or has more than 400 characters
     */
    public SnapshotRelease describedAs(String text) {
        return but().description(Argument.text("text", text)).build();
    }

    /** Returns this release with another flow for the endpoints. Default: each keeps its own. */
    public SnapshotRelease withFlow(String flowName) {
        return but().flow(Argument.text("flowName", flowName)).build();
    }

    /** Returns this release with another locale for the endpoints. Default: each keeps its own. */
    public SnapshotRelease withLocale(String localeName) {
        return but().locale(Argument.text("localeName", localeName)).build();
    }

    /** Returns this release with further playbooks of the target, which must succeed before an endpoint is switched. */
    public SnapshotRelease testedBy(String... namesOrIds) {
        return but().addPlaybooks(Argument.texts("namesOrIds", namesOrIds)).build();
    }

    /** Returns this release with further texts that each switched endpoint must answer, in test mode. */
    public SnapshotRelease saying(String... more) {
        return but().addTexts(Argument.texts("more", more)).build();
    }

    /** Returns this release with the rule that a transferred snapshot keeps its hash. Default: a difference is reported. */
    public SnapshotRelease requiringSameHash() {
        return but().requiresSameHash(true).build();
    }

    /** Returns this release with gates that are reported and do not stop it. Default: every gate stops it. */
    public SnapshotRelease allowing(Gate... gates) {
        return but().addAllAllowed(Arrays.asList(Argument.allGiven("gates", gates)))
                .build();
    }

    /**
     * Returns this release with other numbers of snapshots that the projects may have. Default: 10 each.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public SnapshotRelease withCaps(int source, int target) {
        return but().sourceCap(source).targetCap(target).build();
    }

    /**
     * Returns this release with room in full projects. Where a snapshot does not fit, as many old ones as it needs are deleted
     * before, the oldest first. They are snapshots that this library made, beyond its newest, that no endpoint of the project
     * runs. The file of each is kept in the archive first, which the pipeline must have. A rollback does not bring them back.
     * Default: a full project stops the release.
     *
     * @param newest how many of the newest snapshots that this library made are never deleted in a project
     * @throws IllegalArgumentException if it is not positive
     */
    public SnapshotRelease keeping(int newest) {
        return but().keep(newest).build();
    }

    /** Returns this release with a value of {@code overrideSnapshotConnections} that every endpoint must have. */
    public SnapshotRelease requiringOverride(boolean value) {
        return but().override(value).build();
    }

    /**
     * Returns this release in waves, in which each endpoint is watched before the next one is switched. If one is bad, every
     * endpoint goes back. Default: all endpoints are switched at once, one after another.
     */
    public SnapshotRelease watchedBy(Waves rules) {
        return but().waves(Argument.given("rules", rules)).build();
    }

    /**
     * Returns this release with a canary before it. The canary's endpoint is switched first, while the router sends it no users.
     * Then its share rises as the options state; the users of the other endpoints in the same minutes are the stable version.
     * When it is promoted, the endpoints are switched and the router sends it no users again. It needs {@link
     * #pipeline(CognigyInstallation, CognigyInstallation, TrafficRouter)}. Default: no canary.
     *
     * @throws IllegalArgumentException if the release is in waves, or the endpoint is one of its own
     */
    public SnapshotRelease after(RoutedCanary first) {
        return but().canary(Argument.given("first", first)).build();
    }

    private SnapshotReleaseBuilder but() {
        return new SnapshotReleaseBuilder().from(this);
    }

    /** Returns stage and project of the endpoints; a plan identifies the place by address and id. */
    @Override
    public String target() {
        return targetProject + " of stage " + targetStage;
    }

    @Override
    public String describe() {
        return snapshot.map(text -> "snapshot " + text)
                        .or(() -> name.map(text -> "new snapshot " + text))
                        .orElse("a new snapshot")
                + " of " + sourceProject + " on " + Listing.of(endpoints) + " of " + targetProject
                + (waves.isPresent() ? ", in waves" : "")
                + canary.map(one -> ", after a canary at " + one.endpoint()).orElse("");
    }

    @Override
    public String toString() {
        return describe();
    }
}
