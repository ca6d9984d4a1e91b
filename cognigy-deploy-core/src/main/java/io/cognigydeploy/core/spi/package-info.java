/**
 * The contract of a kind of deployment: {@link io.cognigydeploy.core.spi.Kind}, its changes and the requests that
 * make them. Interfaces only; the engine that calls them is in {@code pipeline}.
 */
@NullMarked
package io.cognigydeploy.core.spi;

import org.jspecify.annotations.NullMarked;
