/**
 * The course of a watch that kinds share: looks, advice, requests for shares, all from the events of the run. Not exported;
 * no kind may be named here.
 */
@NullMarked
package io.cognigydeploy.core.watch;

import org.jspecify.annotations.NullMarked;
