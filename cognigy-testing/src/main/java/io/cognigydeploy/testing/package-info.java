/**
 * A platform to test against: stateful, in memory or behind a loopback port, in virtual time.
 */
@NullMarked
package io.cognigydeploy.testing;

import org.jspecify.annotations.NullMarked;
