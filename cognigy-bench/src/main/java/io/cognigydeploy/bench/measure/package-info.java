/** Blocks of work in turns, and the ratios of their costs. */
@NullMarked
package io.cognigydeploy.bench.measure;

import org.jspecify.annotations.NullMarked;
