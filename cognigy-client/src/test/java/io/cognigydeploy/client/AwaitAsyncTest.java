package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AwaitAsyncTest {

    private static final PollOptions HOURLY = PollOptions.builder()
            .interval(Duration.ofHours(1))
            .timeout(Duration.ofHours(9))
            .build();

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final CountDownLatch polled = new CountDownLatch(1);
    private final AtomicInteger cancels = new AtomicInteger();

    private Operation<Job> operation(JobState state) {
        return Operation.of(
                "op_1",
                () -> {
                    polled.countDown();
                    return Job.of("op_1", state, Optional.empty());
                },
                cancels::incrementAndGet,
                Time.SYSTEM);
    }

    /** Whether the executor's thread is left interrupted. */
    private boolean isFlagLeft() throws Exception {
        Future<Boolean> flag = executor.submit(() -> Thread.currentThread().isInterrupted());
        return flag.get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void theEndArrives() throws Exception {
        assertThat(operation(JobState.FAILED).awaitAsync(HOURLY, executor).get().state())
                .isEqualTo(JobState.FAILED);
    }

    @Test
    void aFailureArrivesAsItIs() {
        Operation<Job> operation = Operation.of(
                "op_1",
                () -> {
                    throw new InvalidRequestException("GET /x", "wrong", null);
                },
                () -> {},
                new VirtualTime());

        assertThatThrownBy(() -> operation.awaitAsync(HOURLY, executor).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OperationTimeoutException.class);
    }

    @Test
    void cancellingEndsTheWaitAtOnceAndNothingElse() throws Exception {
        CompletableFuture<Job> end = operation(JobState.RUNNING).awaitAsync(HOURLY, executor);
        polled.await();

        assertThat(end.cancel(true)).isTrue();

        assertThat(isFlagLeft()).isFalse();
        assertThat(end).isCancelled();
        assertThat(cancels).hasValue(0);
    }

    @Test
    void aWaitThatIsCancelledBeforeItBeginsNeverDoes() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<Job> end = operation(JobState.RUNNING).awaitAsync(HOURLY, executor);
        end.cancel(false);
        busy.countDown();

        assertThat(isFlagLeft()).isFalse();
        assertThat(polled.getCount()).isEqualTo(1);
    }

    @Test
    void cancellingAfterTheEndInterruptsNoThread() throws Exception {
        CompletableFuture<Job> end = operation(JobState.COMPLETED).awaitAsync(HOURLY, executor);
        end.get();

        assertThat(end.cancel(true)).isFalse();
        assertThat(isFlagLeft()).isFalse();
    }

    @Test
    void anInterruptByOtherCodeIsPassedOn() throws Exception {
        CompletableFuture<Job> end = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            var unused = operation(JobState.RUNNING)
                    .awaitAsync(HOURLY, Runnable::run)
                    .whenComplete((job, failure) -> end.completeExceptionally(failure));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        polled.await();
        thread.interrupt();

        assertThatThrownBy(end::get)
                .hasCauseInstanceOf(CallInterruptedException.class)
                .hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
    }

    @Test
    void anExecutorThatIsClosedIsAnErrorOfTheCaller() {
        executor.shutdown();

        assertThatThrownBy(() -> operation(JobState.RUNNING).awaitAsync(HOURLY, executor))
                .isInstanceOf(RejectedExecutionException.class);
    }
}
