package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;

/** The judge that counts measurements that breach a limit, in all or in a row. */
record FailureLimitJudge(double errorLimit, int everyWindows, int tolerated, boolean noDataFails, boolean consecutive)
        implements Judge {

    private static final long FEWEST_TO_PROMOTE = 50;

    FailureLimitJudge {
        Checks.chance("errorLimit", errorLimit);
        Checks.atLeast("everyWindows", everyWindows, 1);
        Checks.atLeast("tolerated", tolerated, 0);
    }

    @Override
    public String name() {
        return consecutive ? "consecutive limit" : "failure limit";
    }

    @Override
    public Judgement begin(Rules rules) {
        return new Counting(rules);
    }

    private final class Counting extends Judgement {

        private int looks;
        private long conversations;
        private long errors;
        private int failures;

        Counting(Rules rules) {
            super(name(), rules, false, true);
        }

        @Override
        Call look(Window window) {
            Arm canary = window.canary();
            if (canary.errors().isPresent()) {
                conversations += canary.conversations();
                errors += canary.errors().map(Errors::least).orElse(0L);
            }
            return measure();
        }

        @Override
        Call look(Refused defective) {
            return measure();
        }

        private Call measure() {
            looks++;
            if (looks % everyWindows != 0) {
                return Call.CONTINUE;
            }
            if (conversations > 0) {
                boolean breach = (double) errors / conversations > errorLimit;
                failures = breach ? failures + 1 : consecutive ? 0 : failures;
            } else if (noDataFails) {
                failures++;
            }
            conversations = 0;
            errors = 0;
            return failures > tolerated ? Call.ROLL_BACK : Call.CONTINUE;
        }

        @Override
        boolean endsWell() {
            return canaryConversations() >= FEWEST_TO_PROMOTE;
        }

        @Override
        String reason(Call about) {
            return switch (about) {
                case ROLL_BACK, PROMOTE, CONTINUE ->
                    failures + " measurements breached the limit, " + tolerated + " are tolerated";
                case UNDECIDED -> "only " + canaryConversations() + " conversations";
            };
        }
    }
}
