/**
 * The engine: {@link io.cognigydeploy.core.pipeline.DeploymentPipeline} plans and runs deployments, and {@link
 * io.cognigydeploy.core.pipeline.Rollbacker} undoes them. It works on kinds through {@code spi} alone; nothing that is
 * true of one kind only goes in.
 */
@NullMarked
@Value.Style(
        builderVisibility = Value.Style.BuilderVisibility.PACKAGE,
        jdkOnly = true,
        allowedClasspathAnnotations = Override.class)
package io.cognigydeploy.core.pipeline;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
