/**
 * Reads and requests that several kinds share: versions that are live or listed, deployments and their undoing. Not
 * exported; no kind may be named here.
 */
@NullMarked
package io.cognigydeploy.core.platform;

import org.jspecify.annotations.NullMarked;
