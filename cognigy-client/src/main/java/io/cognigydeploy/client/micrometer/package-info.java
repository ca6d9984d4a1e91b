/** Metrics of calls for Micrometer, which whoever uses this package brings along. */
@NullMarked
package io.cognigydeploy.client.micrometer;

import org.jspecify.annotations.NullMarked;
