/**
 * Deletion of old snapshots of a project, through the product's own API: {@link
 * io.cognigydeploy.core.retention.SnapshotRetention}.
 */
@NullMarked
package io.cognigydeploy.core.retention;

import org.jspecify.annotations.NullMarked;
