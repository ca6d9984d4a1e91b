package io.cognigydeploy.core.configuration;

import java.util.Optional;

/**
 * The state of an environment before a configuration is deployed. The platform shows no configuration, so the state is
 * only the snapshot to go back to.
 */
record ConfigurationState(Optional<String> revertSnapshotId) {}
