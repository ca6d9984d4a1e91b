/** Clients that ask the same: the library's and those that users would pick instead. */
@NullMarked
package io.cognigydeploy.bench.client;

import org.jspecify.annotations.NullMarked;
