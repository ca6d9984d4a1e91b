package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.SendPermit;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.List;

/**
 * The execution of mutations without a run. It is as careful about lost answers as a run, without a record beyond the
 * process.
 */
final class StandaloneExecution {

    private static final RunPolicy POLICY = RunPolicy.builder().build();
    private static final SendPermit ALWAYS = SendPermit.of(attempt -> true);

    private final Platform platform;
    private final EventRecorder recorder;

    StandaloneExecution(Platform platform, String target) {
        this.platform = platform;
        String id = "alone-" + Integer.toHexString(platform.random().nextInt());
        Journal.Planned planned = new Journal.Planned(
                id,
                "alone",
                target,
                Json.MAPPER.createObjectNode(),
                "",
                false,
                Json.MAPPER.createObjectNode(),
                "",
                List.of());
        this.recorder = new EventRecorder(planned, event -> {}, platform.secrets(), POLICY);
    }

    /** Adopts an operation that the platform is already working on as the mutation's own. */
    void adopt(String name, String operationId) {
        recorder.emit(new Event.MutationAccepted(platform.time().now(), name, operationId, true));
    }

    boolean isTakenUp(String name) {
        return recorder.state().mutation(name).accepted().isPresent();
    }

    /** Returns whether the platform reports that the mutation has reached its goal. */
    boolean isDone(String name) {
        return recorder.state()
                .mutation(name)
                .ended()
                .filter(Event.MutationEnded::reached)
                .isPresent();
    }

    /** Makes one change. Returns a pass if it is in place, a fail if it certainly is not. */
    Verdict one(String name, Mutation mutation) throws InterruptedException {
        return verdict(mutation, executor(name, mutation).apply());
    }

    /** Tries the mutations in turn until one is confirmed, or the result of one is not known. */
    Verdict anyOf(String names, List<Mutation> ways) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            Verdict verdict =
                    verdict(ways.get(i), executor(names + (i + 1), ways.get(i)).revert());
            if (!(verdict instanceof Verdict.Fail)) {
                return verdict;
            }
            failures.add(verdict.reason());
        }
        return Verdict.fail(failures.isEmpty() ? "nothing is known to go back to" : String.join("; ", failures));
    }

    private MutationExecutor executor(String name, Mutation mutation) {
        return new MutationExecutor(POLICY, recorder, ALWAYS, platform.time(), name, mutation);
    }

    private static Verdict verdict(Mutation mutation, MutationResult settled) {
        if (settled instanceof MutationResult.Done done) {
            return done.confirmation();
        } else if (settled instanceof MutationResult.Doubtful doubt) {
            return Verdict.inconclusive(doubt.because() + ". " + doubt.nextStep());
        } else if (settled instanceof MutationResult.Unended unended) {
            return Verdict.inconclusive(mutation.description() + ": " + unended.because() + ". Look at it again.");
        }
        return Verdict.fail(mutation.description() + ": " + settled.because());
    }
}
