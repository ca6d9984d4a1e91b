package io.cognigydeploy.core.judge;

/**
 * The canary's part of the conversations, held against the part that was asked for. A failed ratio is no evidence about
 * the canary's quality: the split, the counts or the assignment of users are not as they are taken to be, so no comparison of
 * the arms is worth a promotion.
 *
 * @param asked the share that was asked for, in percent: the mean over all conversations
 * @param counted the share that was counted, in percent
 * @param canary the conversations of the canary
 * @param all the conversations of both arms
 * @param logE the evidence against the share that was asked for, as the natural logarithm of an e-value
 * @param failed whether the e-value ever reached 1,000. Final
 */
public record SampleRatio(double asked, double counted, long canary, long all, double logE, boolean failed) {}
