/** Calls that hang, and how late they end. */
@NullMarked
package io.cognigydeploy.bench.end;

import org.jspecify.annotations.NullMarked;
