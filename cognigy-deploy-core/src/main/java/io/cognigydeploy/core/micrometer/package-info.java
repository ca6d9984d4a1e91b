/** Metrics and observations of runs for Micrometer. The application must add Micrometer to its own dependencies. */
@NullMarked
package io.cognigydeploy.core.micrometer;

import org.jspecify.annotations.NullMarked;
