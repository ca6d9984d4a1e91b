/**
 * Documents of flows: their rules, differences, dependencies, and the manifest of a release. Works without a platform
 * and without a run.
 */
@NullMarked
package io.cognigydeploy.core.flow;

import org.jspecify.annotations.NullMarked;
