/**
 * The platform's resources, one interface each, in the form of its HTTP API. Obtain them from {@code CognigyClient}.
 */
@NullMarked
package io.cognigydeploy.client.api;

import org.jspecify.annotations.NullMarked;
