/** A server of the documented API of an installation, which refuses and records every request that is not in form. */
@NullMarked
package io.cognigydeploy.cli.strict;

import org.jspecify.annotations.NullMarked;
