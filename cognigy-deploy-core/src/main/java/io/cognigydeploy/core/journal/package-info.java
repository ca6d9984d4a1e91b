/**
 * The journal of a run, and the state that its events add up to. Not exported; nothing here reads the platform.
 */
@NullMarked
package io.cognigydeploy.core.journal;

import org.jspecify.annotations.NullMarked;
