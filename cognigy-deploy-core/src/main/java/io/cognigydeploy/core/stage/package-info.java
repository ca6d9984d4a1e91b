/**
 * The stages of a bot, which are projects on installations of the product: begin with {@link
 * io.cognigydeploy.core.stage.StageFile}. What moves snapshots between stages does not belong here.
 */
@NullMarked
package io.cognigydeploy.core.stage;

import org.jspecify.annotations.NullMarked;
