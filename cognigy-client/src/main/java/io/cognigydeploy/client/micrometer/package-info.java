/** Metrics and observations of calls for Micrometer. The application must add Micrometer to its own dependencies. */
@NullMarked
package io.cognigydeploy.client.micrometer;

import org.jspecify.annotations.NullMarked;
