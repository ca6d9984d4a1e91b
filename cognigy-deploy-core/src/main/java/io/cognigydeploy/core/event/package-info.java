/**
 * The events of a run, which are its memory, and the interfaces of those who receive them. Values and interfaces
 * only; nothing here writes or sends.
 */
@NullMarked
package io.cognigydeploy.core.event;

import org.jspecify.annotations.NullMarked;
