package io.cognigydeploy.core.judge;

/**
 * An estimate with its confidence interval, valid at every look and not only at the last.
 *
 * @param confidence the chance that it covers the truth at all looks together, such as 0.95
 */
public record Interval(double estimate, double low, double high, double confidence) {}
