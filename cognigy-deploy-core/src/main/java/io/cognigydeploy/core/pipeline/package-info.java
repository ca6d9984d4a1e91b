/**
 * The engine: {@link io.cognigydeploy.core.pipeline.DeploymentPipeline} plans and runs deployments, and {@link
 * io.cognigydeploy.core.pipeline.Rollbacker} undoes them. It works on kinds through {@code spi} alone; nothing that is
 * true of one kind only goes in.
 */
@NullMarked
@PolicyStyle
package io.cognigydeploy.core.pipeline;

import org.jspecify.annotations.NullMarked;
