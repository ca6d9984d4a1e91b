/** The platform's resources, one interface each, as the wire has them. Obtain them from {@code CognigyClient}. */
@NullMarked
package io.cognigydeploy.client.api;

import org.jspecify.annotations.NullMarked;
