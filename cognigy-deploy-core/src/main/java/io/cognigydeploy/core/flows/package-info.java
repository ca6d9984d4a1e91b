/**
 * Releases of an environment's flows into another one: begin with {@link io.cognigydeploy.core.flows.FlowBundle}. What
 * flow documents are, and how they depend on one another, is in {@code flow} and works without a platform.
 */
@NullMarked
@BundleStyle
package io.cognigydeploy.core.flows;

import org.jspecify.annotations.NullMarked;
