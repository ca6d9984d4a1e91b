package io.cognigydeploy.client;

import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Task;
import java.time.Duration;

/**
 * Background operations of an installation, which calls them tasks. A wait polls after 0 s and 2 s, then half as long again
 * each time, up to 15 s, and takes at most 10 minutes. A task that is not found is polled again for a settle time of 30 s
 * from the making of its handle; after that the wait ends with {@link OperationNotFoundException}.
 *
 * <p>Safe for use by many threads.
 */
public final class InstallationOperations {

    private static final PollOptions FOR_TASKS = PollOptions.builder()
            .interval(Duration.ofSeconds(2))
            .growth(1.5)
            .maxInterval(Duration.ofSeconds(15))
            .build();
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final CognigyInstallation installation;

    InstallationOperations(CognigyInstallation installation) {
        this.installation = installation;
    }

    /** Returns a handle on a task that was accepted. Sends nothing. */
    public Operation<Task> task(AcceptedTask accepted) {
        return task(accepted.id());
    }

    /** Returns a handle on a task that was started before, perhaps by another process. Sends nothing. */
    public Operation<Task> task(ObjectId taskId) {
        return task(taskId, SETTLE);
    }

    /**
     * Returns a handle on a task with another settle time. Sends nothing.
     *
     * @param settle time from now on in which the task may not be found; zero for none
     * @throws IllegalArgumentException if the time is negative
     */
    public Operation<Task> task(ObjectId taskId, Duration settle) {
        if (settle.isNegative()) {
            throw new IllegalArgumentException("settle must not be negative, but was " + settle);
        }
        return new Operation<>(
                taskId.text(),
                () -> installation.tasks().get(taskId),
                task -> task.state().isTerminal(),
                () -> installation.tasks().cancel(taskId),
                installation.time(),
                installation::closing,
                FOR_TASKS,
                settle,
                installation.secrets());
    }
}
