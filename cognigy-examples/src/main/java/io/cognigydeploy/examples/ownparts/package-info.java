/** A check and a notifier of one's own. */
@NullMarked
package io.cognigydeploy.examples.ownparts;

import org.jspecify.annotations.NullMarked;
