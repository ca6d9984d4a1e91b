package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;

/** The result of a mutation. */
sealed interface MutationResult {

    String because();

    /** A mutation that took effect and was read back, or could not be read back. */
    record Done(Verdict confirmation) implements MutationResult {
        @Override
        public String because() {
            return confirmation.reason();
        }
    }

    /** A mutation that certainly had no effect. */
    sealed interface NoEffect extends MutationResult {}

    /** The platform refused it, or it was not needed. */
    record Refused(String because) implements NoEffect {}

    /**
     * A mutation that was not sent, or not again. The target has changed since the plan, or another deployment is
     * in progress.
     */
    record Withheld(String because) implements NoEffect {}

    /** The platform could not be reached. */
    record Unreached(String because) implements NoEffect {}

    /** A mutation that was accepted and failed. */
    record Bad(String because) implements MutationResult {}

    /** A mutation that was accepted, and whose end was not observed. */
    record Unended(String because) implements MutationResult {}

    /** A mutation whose effect is not known. Nothing more may be sent before a person has looked. */
    record Doubtful(String because, String nextStep) implements MutationResult {

        Outcome asOutcome() {
            return new Outcome.Unknown(because, nextStep);
        }
    }
}
