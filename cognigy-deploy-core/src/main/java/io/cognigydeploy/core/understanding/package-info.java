/**
 * Comparisons of two versions of a bot on the same labelled utterances, before users meet the second. Begin with {@link
 * io.cognigydeploy.core.understanding.UnderstandingDiff}.
 */
@NullMarked
package io.cognigydeploy.core.understanding;

import org.jspecify.annotations.NullMarked;
