/**
 * Releases of an environment's flows into another one: begin with {@link io.cognigydeploy.core.flows.FlowBundle}. What
 * flow documents are, and how they depend on one another, is in {@code flow} and works without a platform.
 */
@NullMarked
@Value.Style(
        builderVisibility = Value.Style.BuilderVisibility.PACKAGE,
        jdkOnly = true,
        allowedClasspathAnnotations = Override.class)
package io.cognigydeploy.core.flows;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
