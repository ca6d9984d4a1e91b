/**
 * Files that survive a crash: chained logs, durable writes, and the lock of a target. Not exported; refers to no event
 * and no deployment.
 */
@NullMarked
package io.cognigydeploy.core.store;

import org.jspecify.annotations.NullMarked;
