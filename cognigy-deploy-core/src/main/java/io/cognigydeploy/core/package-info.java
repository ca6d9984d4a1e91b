/**
 * Releases bots: a plan made by reads alone, gates, changes with a journal, verification, and a rollback that is
 * checked.
 */
@NullMarked
package io.cognigydeploy.core;

import org.jspecify.annotations.NullMarked;
