/** Short programs, one for each task, and a command line over them. */
@NullMarked
package io.cognigydeploy.examples;

import org.jspecify.annotations.NullMarked;
