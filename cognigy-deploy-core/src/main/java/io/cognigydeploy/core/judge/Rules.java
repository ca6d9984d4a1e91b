package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The version of the rules by which observations become a verdict. A run, and a record, keep those that they began with, so
 * an update of this library changes no decision that is under way and no record of one.
 */
public enum Rules {
    /** Those before counts were held against shares. */
    @JsonProperty("1")
    V1,
    /**
     * Those of now. Counts are held against the share, evidence about errors is divided by how much they vary, a canary may turn bad
     * late, and too few errors to compare are held against a tolerated rate.
     */
    @JsonProperty("2")
    V2;

    /** The rules of whatever begins now. */
    public static final Rules CURRENT = V2;

    /** Returns the rules of a watch. */
    public static Rules of(WatchOptions options) {
        return options.rules().orElse(V1);
    }
}
