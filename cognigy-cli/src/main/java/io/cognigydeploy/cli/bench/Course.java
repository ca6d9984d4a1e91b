package io.cognigydeploy.cli.bench;

import java.util.OptionalInt;

/**
 * The course of one rollout.
 *
 * @param rolledBack the minute of the rollback
 * @param promoted the first minute at which the verdict was a promotion, before any rollback
 * @param ratioFailed the first minute at which the verdict refused the ratio of the arms
 * @param refused how many readings were refused
 * @param judged how many of the canary's conversations the judge received
 * @param had how many conversations the canary had
 */
record Course(
        OptionalInt rolledBack, OptionalInt promoted, OptionalInt ratioFailed, int refused, long judged, long had) {

    boolean isRolledBack() {
        return rolledBack.isPresent();
    }

    boolean isPromotable() {
        return promoted.isPresent();
    }

    boolean isRatioFailed() {
        return ratioFailed.isPresent();
    }

    /** Returns whether it was rolled back, and no promotion was possible before. */
    boolean isFound() {
        return isRolledBack() && !isPromotable();
    }

    boolean isUndecided() {
        return !isRolledBack() && !isPromotable();
    }
}
