package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The rollback of a job under the job's own id. Until {@code ROLLING_BACK} is reported, a terminal state is the old one
 * and is ignored. Afterwards a terminal state ends the rollback; the old one means that the rollback failed. Some
 * platforms never report {@code ROLLING_BACK}.
 */
public interface JobRollback extends Mutation {

    /** Returns the client of the platform. */
    CognigyClient cognigy();

    /** Returns the id of the job. */
    String jobId();

    /** Reads the job. */
    Job job();

    /** Returns whether a job shows the end of the rollback, whatever was reported before. */
    default boolean isOver(Job job) {
        return hasEnded(job);
    }

    /** Returns whether the state is one of an ended rollback. */
    static boolean hasEnded(Job job) {
        return job.state().equals(JobState.ROLLED_BACK) || job.state().equals(JobState.ROLLBACK_FAILED);
    }

    /** Returns whether a job shows that the rollback was accepted. */
    default boolean isAccepted(Job job) {
        return job.state().equals(JobState.ROLLING_BACK) || isOver(job);
    }

    @Override
    default Optional<List<String>> known() {
        return Optional.of(List.of());
    }

    @Override
    default Operation<?> resume(String operationId, List<String> seen) {
        AtomicBoolean accepted = new AtomicBoolean(seen.contains(JobState.ROLLING_BACK.text()));
        return Operation.of(
                operationId,
                this::job,
                job -> {
                    if (job.state().equals(JobState.ROLLING_BACK)) {
                        accepted.set(true);
                        return false;
                    }
                    return (accepted.get() && job.state().isTerminal()) || isOver(job);
                },
                () -> {},
                cognigy().time());
    }

    @Override
    default Search search(Optional<List<String>> known) {
        return isAccepted(job()) ? new Search.Found(jobId()) : new Search.Absent();
    }

    @Override
    default boolean reached(Job end) {
        return end.state().equals(JobState.ROLLED_BACK);
    }
}
