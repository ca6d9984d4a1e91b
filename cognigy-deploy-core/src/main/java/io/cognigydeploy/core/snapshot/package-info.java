/**
 * Releases of snapshots through the product's own API: begin with {@link io.cognigydeploy.core.snapshot.SnapshotRelease}.
 * Uses the engine and the client of an installation; no other kind may be named here.
 */
@NullMarked
@ReleaseStyle
package io.cognigydeploy.core.snapshot;

import org.jspecify.annotations.NullMarked;
