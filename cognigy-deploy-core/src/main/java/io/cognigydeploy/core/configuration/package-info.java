/**
 * Releases of an environment's configuration: begin with {@link
 * io.cognigydeploy.core.configuration.ConfigurationDeployment}. Uses the engine and {@code check}; no other kind may be
 * named here.
 */
@NullMarked
package io.cognigydeploy.core.configuration;

import org.jspecify.annotations.NullMarked;
