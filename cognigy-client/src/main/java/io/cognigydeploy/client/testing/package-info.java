/**
 * A platform to test against: stateful, in memory or behind a loopback port, in virtual time. Nothing in the other
 * packages depends on this one.
 */
@NullMarked
package io.cognigydeploy.client.testing;

import org.jspecify.annotations.NullMarked;
