/**
 * Releases of a bot version by a rising share of conversations: begin with {@link
 * io.cognigydeploy.core.canary.CanaryDeployment}. Takes its judgement from {@code judge}; no mathematics goes in.
 */
@NullMarked
package io.cognigydeploy.core.canary;

import org.jspecify.annotations.NullMarked;
