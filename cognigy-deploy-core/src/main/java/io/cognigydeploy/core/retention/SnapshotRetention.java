package io.cognigydeploy.core.retention;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.text.Argument;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A deletion of snapshots that this library made in a project, beyond the newest. The file of each is kept first.
 *
 * <p>Never deleted is a snapshot that an endpoint of the project runs, one that this library did not make, one whose time
 * the platform does not state, and one that is spared. One that a release has just replaced is kept too, unless {@link
 * #draining} allows to wait for its sessions.
 *
 * @param stage the stage of the project, for records
 * @param project the project, by its name or id
 * @param newest how many of the newest snapshots that this library made are kept
 * @param spared snapshots that are kept, by their names or ids
 * @param replaced snapshots that endpoints ran until they were switched
 * @param drain the longest wait for sessions on a replaced snapshot; absent if it is kept
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SnapshotRetention(
        String stage,
        String project,
        int newest,
        List<String> spared,
        List<Replaced> replaced,
        Optional<Duration> drain)
        implements Deployment {

    /** The form of times in what is sent to others. */
    private static final String STAMP = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx";

    /**
     * A snapshot that endpoints ran until they were switched to another one.
     *
     * @param snapshot its id
     * @param at when they were switched
     * @param endpoints the names of the endpoints
     */
    public record Replaced(
            String snapshot,

            @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = STAMP, timezone = "UTC")
            Instant at,

            List<String> endpoints) {

        /** @throws IllegalArgumentException if a text is blank */
        public Replaced {
            Argument.text("snapshot", snapshot);
            at = Argument.given("at", at).truncatedTo(ChronoUnit.MICROS);
            endpoints.forEach(name -> Argument.text("endpoints", name));
            endpoints = List.copyOf(endpoints);
        }
    }

    private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

    /** @throws IllegalArgumentException if a text is blank, {@code newest} is below 1, or the drain time is not positive and at most 365 days */
    public SnapshotRetention {
        Argument.text("stage", stage);
        Argument.text("project", project);
        if (newest < 1) {
            throw Argument.refused("newest", "at least 1", newest);
        }
        spared.forEach(text -> Argument.text("spared", text));
        spared = List.copyOf(spared);
        replaced = List.copyOf(replaced);
        drain.ifPresent(SnapshotRetention::requireDrain);
    }

    /**
     * Returns a drain time that is possible.
     *
     * @throws IllegalArgumentException if it is not positive and at most 365 days
     */
    public static Duration requireDrain(Duration time) {
        Argument.positive("drain", time);
        if (time.compareTo(LONGEST_DRAIN) > 0) {
            throw Argument.refused("drain", "at most 365 days", time);
        }
        return time;
    }

    /**
     * Begins a pipeline that deletes snapshots.
     *
     * @param archive the folder for the files of deleted snapshots; a missing one is created when the first file is kept
     * @throws IllegalArgumentException if the archive is no folder or cannot be written to
     */
    public static DeploymentPipeline.Builder<SnapshotRetention> pipeline(
            CognigyInstallation installation, Path archive) {
        Argument.given("installation", installation);
        Archive kept = new Archive(Argument.given("archive", archive));
        return DeploymentPipeline.of(rollbacker -> {
            rollbacker.refuseFallback("a deletion of snapshots", "Leave it out: nothing brings a snapshot back.");
            return new RetentionKind(installation, kept);
        });
    }

    /** Begins a deletion of snapshots of a project of a stage; {@link Unlimited#keeping} sets how many are kept. */
    public static Unlimited of(String stage, String project) {
        return new Unlimited(Argument.text("stage", stage), Argument.text("project", project));
    }

    /** A project whose number of snapshots is not limited yet. */
    public record Unlimited(String stage, String project) {

        /**
         * Returns the deletion of the snapshots beyond the newest that this library made.
         *
         * @throws IllegalArgumentException if it is below 1: a project always keeps its newest snapshot
         */
        public SnapshotRetention keeping(int newest) {
            return new SnapshotRetention(stage, project, newest, List.of(), List.of(), Optional.empty());
        }
    }

    /** Returns this deletion with further snapshots that are kept. Default: none. */
    public SnapshotRetention sparing(String... namesOrIds) {
        List<String> all = new ArrayList<>(spared);
        all.addAll(List.of(Argument.texts("namesOrIds", namesOrIds)));
        return new SnapshotRetention(stage, project, newest, all, replaced, drain);
    }

    /**
     * Returns this deletion with a further snapshot that endpoints ran until they were switched to another one. It is kept,
     * unless a drain time is set. The reports of releases name such snapshots. Default: none.
     *
     * @param snapshotId the id of the snapshot
     * @param at when the endpoints were switched
     * @param endpoints the names of the endpoints; none if sessions of all endpoints of the project count
     */
    public SnapshotRetention replaced(String snapshotId, Instant at, String... endpoints) {
        List<Replaced> all = new ArrayList<>(replaced);
        all.add(new Replaced(
                Argument.text("snapshotId", snapshotId),
                Argument.given("at", at),
                List.of(Argument.texts("endpoints", endpoints))));
        return new SnapshotRetention(stage, project, newest, spared, all, drain);
    }

    /**
     * Returns this deletion with a longest wait for the sessions on replaced snapshots, counted from their replacement. Such a
     * snapshot is deleted when no conversation without an end is on it any more, or when this time has passed: sessions may
     * never expire. Default: replaced snapshots are kept.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SnapshotRetention draining(Duration atMost) {
        return new SnapshotRetention(
                stage, project, newest, spared, replaced, Optional.of(Argument.positive("atMost", atMost)));
    }

    @Override
    public String target() {
        return project + " of stage " + stage;
    }

    @Override
    public String describe() {
        return "retention of snapshots of " + project + " (keeping " + newest
                + drain.map(time -> ", draining for " + Time.inWords(time) + " at most")
                        .orElse("") + ")";
    }

    @Override
    public String toString() {
        return describe();
    }
}
