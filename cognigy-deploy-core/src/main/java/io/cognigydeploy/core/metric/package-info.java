/**
 * The metrics of one's own, by which a canary is judged, and the sources of their figures. Begin with {@link
 * io.cognigydeploy.core.metric.MetricSource}.
 */
@NullMarked
package io.cognigydeploy.core.metric;

import org.jspecify.annotations.NullMarked;
