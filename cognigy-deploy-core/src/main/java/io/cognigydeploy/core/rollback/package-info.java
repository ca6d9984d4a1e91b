/**
 * Returns of an environment to an earlier version: begin with {@link io.cognigydeploy.core.rollback.VersionRollback}.
 * Uses the engine and what is shared by kinds that read versions; no other kind may be named here.
 */
@NullMarked
package io.cognigydeploy.core.rollback;

import org.jspecify.annotations.NullMarked;
