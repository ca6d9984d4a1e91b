package io.cognigydeploy.core.configuration;

import java.util.Optional;

/**
 * How an environment stands before a configuration is deployed. The platform shows no configuration, so all that can be
 * captured is which snapshot the wish goes back to.
 */
record ConfigurationState(Optional<String> revertSnapshotId) {}
