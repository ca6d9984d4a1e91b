/**
 * The stages of a bot, which are projects on installations of the product: begin with {@link
 * io.cognigydeploy.core.stage.StageFile}. The kind that moves snapshots between stages is elsewhere.
 */
@NullMarked
package io.cognigydeploy.core.stage;

import org.jspecify.annotations.NullMarked;
