/** Tests of the second simulation of canaries. */
@NullMarked
package io.cognigydeploy.cli.bench;

import org.jspecify.annotations.NullMarked;
