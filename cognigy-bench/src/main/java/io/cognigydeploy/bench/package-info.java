/** Benchmarks of the library: a judge by JMH, calls and pure parts in turns with other libraries. */
@NullMarked
package io.cognigydeploy.bench;

import org.jspecify.annotations.NullMarked;
