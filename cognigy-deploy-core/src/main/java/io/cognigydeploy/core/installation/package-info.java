/**
 * Reads and requests that several kinds of an installation of the product share: projects with their snapshots and endpoints,
 * requests whose work is a task, and kept files. Not exported; no kind may be named here.
 */
@NullMarked
package io.cognigydeploy.core.installation;

import org.jspecify.annotations.NullMarked;
