package io.cognigydeploy.core;

import java.util.Optional;

/**
 * What is done when a deployment did not work. What was there before is read before the first change, the undoing is
 * followed to its end, and the target is read back; a rollback that cannot be confirmed is never reported as one.
 *
 * <p>{@link DeploymentPipeline#undo} does the same alone, for a deployment that did work and is not wanted any more. To go
 * back from one that no journal knows, name where to: {@link VersionRollback}.
 *
 * @param fallbackVersion deployed in its place if the platform cannot undo the deployment
 */
public record Rollbacker(Optional<String> fallbackVersion) {

    /** Why the fallback cannot take the place of this version; empty if it can. */
    Optional<String> unfit(String deployed) {
        return fallbackVersion
                .filter(deployed::equals)
                .map(same -> "fallback version " + same + " is the version that it would have to replace");
    }

    /** Lets the platform undo the deployment, which brings back the version that was live before. */
    public static Rollbacker toPreviousVersion() {
        return new Rollbacker(Optional.empty());
    }

    /** The same; and if that does not work, deploys this version. */
    public Rollbacker fallback(String version) {
        return new Rollbacker(Optional.of(version));
    }
}
