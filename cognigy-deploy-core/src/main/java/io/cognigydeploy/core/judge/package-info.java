/**
 * The judges of canaries, without a platform: windows of counts in, a verdict with its grounds out. Begin with {@link
 * io.cognigydeploy.core.judge.Judge}.
 */
@NullMarked
package io.cognigydeploy.core.judge;

import org.jspecify.annotations.NullMarked;
