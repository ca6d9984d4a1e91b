/**
 * A test kit for kinds of deployment of your own: {@link io.cognigydeploy.core.testing.KindContract}. It needs no test
 * framework.
 */
@NullMarked
package io.cognigydeploy.core.testing;

import org.jspecify.annotations.NullMarked;
