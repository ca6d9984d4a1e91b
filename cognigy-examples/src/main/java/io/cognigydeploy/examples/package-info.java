/** Short programs, one for each task. */
@NullMarked
package io.cognigydeploy.examples;

import org.jspecify.annotations.NullMarked;
