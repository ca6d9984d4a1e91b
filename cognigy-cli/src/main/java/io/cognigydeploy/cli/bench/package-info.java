/** A second simulation of canaries, which shares no formula with the judges, and the tables that it measures. */
@NullMarked
package io.cognigydeploy.cli.bench;

import org.jspecify.annotations.NullMarked;
