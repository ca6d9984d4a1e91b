/** Appends of records to the stores of runs. */
@NullMarked
package io.cognigydeploy.bench.store;

import org.jspecify.annotations.NullMarked;
