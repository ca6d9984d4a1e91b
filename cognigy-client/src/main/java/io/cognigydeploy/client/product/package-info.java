/**
 * The resources of an installation, one interface each, in the form of the product's own HTTP API. Obtain them from {@code
 * CognigyInstallation}.
 */
@NullMarked
package io.cognigydeploy.client.product;

import org.jspecify.annotations.NullMarked;
