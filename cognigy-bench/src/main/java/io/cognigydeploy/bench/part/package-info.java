/** Parts that need no platform, beside libraries for the same. */
@NullMarked
package io.cognigydeploy.bench.part;

import org.jspecify.annotations.NullMarked;
