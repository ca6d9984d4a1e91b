/** Sources of metrics of one's own: a system of one's own, Prometheus and a file. */
@NullMarked
package io.cognigydeploy.examples.ownmetric;

import org.jspecify.annotations.NullMarked;
