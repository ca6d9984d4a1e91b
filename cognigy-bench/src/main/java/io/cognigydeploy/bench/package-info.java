/** What things cost. */
@NullMarked
package io.cognigydeploy.bench;

import org.jspecify.annotations.NullMarked;
