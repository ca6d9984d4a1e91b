/** Benchmarks of the library, by JMH. */
@NullMarked
package io.cognigydeploy.bench;

import org.jspecify.annotations.NullMarked;
