/** A small server in a process of its own that gives fixed answers. */
@NullMarked
package io.cognigydeploy.bench.server;

import org.jspecify.annotations.NullMarked;
