/**
 * Releases bots: a plan made by reads alone, gates, changes with a journal, verification, and a rollback that is
 * checked. Begin with {@link io.cognigydeploy.core.DeploymentPipeline}.
 */
@NullMarked
package io.cognigydeploy.core;

import org.jspecify.annotations.NullMarked;
