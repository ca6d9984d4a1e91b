/** A kind of deployment of one's own: the settings of a service that is no bot, behind an HTTP API of its own. */
@NullMarked
package io.cognigydeploy.examples.ownkind;

import org.jspecify.annotations.NullMarked;
