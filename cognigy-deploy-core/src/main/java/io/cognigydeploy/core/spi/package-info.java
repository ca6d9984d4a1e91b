/**
 * The contract of a kind of deployment: {@link io.cognigydeploy.core.spi.Kind}, its changes and the requests that
 * make them. {@link io.cognigydeploy.core.spi.Replacement} is the simplest change; the engine that calls all of them is in
 * {@code pipeline}.
 */
@NullMarked
package io.cognigydeploy.core.spi;

import org.jspecify.annotations.NullMarked;
