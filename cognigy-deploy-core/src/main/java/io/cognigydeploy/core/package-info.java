/**
 * The types that every other room uses: a {@link io.cognigydeploy.core.Deployment}, its {@link
 * io.cognigydeploy.core.Plan}, a {@link io.cognigydeploy.core.Check} with its {@link io.cognigydeploy.core.Verdict},
 * and the {@link io.cognigydeploy.core.Outcome} of a run. Uses only {@code json} and {@code text}; nothing that names a
 * kind of deployment, or performs one, goes in.
 */
@NullMarked
package io.cognigydeploy.core;

import org.jspecify.annotations.NullMarked;
