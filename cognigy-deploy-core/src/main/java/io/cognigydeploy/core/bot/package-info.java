/**
 * Releases of a bot version into an environment: begin with {@link io.cognigydeploy.core.bot.BotDeployment}. Uses the
 * engine and what is shared by kinds that read versions; no other kind may be named here.
 */
@NullMarked
package io.cognigydeploy.core.bot;

import org.jspecify.annotations.NullMarked;
