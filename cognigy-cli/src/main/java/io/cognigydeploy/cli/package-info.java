/** Command line of the library: a command for each kind of deployment, and commands over their records. */
@NullMarked
package io.cognigydeploy.cli;

import org.jspecify.annotations.NullMarked;
