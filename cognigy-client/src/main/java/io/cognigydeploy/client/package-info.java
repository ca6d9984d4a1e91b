/**
 * The clients of the platform: {@link io.cognigydeploy.client.CognigyClient} for the documented API, {@link
 * io.cognigydeploy.client.CognigyInstallation} for the product's own. With credentials, time limits, retries, errors, paging,
 * operations, clock and webhook verification. No change is sent twice.
 */
@NullMarked
@OptionStyle
package io.cognigydeploy.client;

import org.jspecify.annotations.NullMarked;
