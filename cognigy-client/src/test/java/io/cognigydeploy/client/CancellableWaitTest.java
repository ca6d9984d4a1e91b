package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancellableWaitTest {

    private final CancellableWait wait = new CancellableWait();

    /** Runs the task, which afterwards fails or not, and returns whether the thread is left interrupted. */
    private boolean isInterruptedAfter(Runnable task, boolean fails) {
        Throwable failure = catchThrowable(() -> wait.run(() -> {
            task.run();
            if (fails) {
                throw new IllegalStateException("of the task");
            }
        }));
        assertThat(failure != null).isEqualTo(fails);
        return Thread.currentThread().isInterrupted();
    }

    @AfterEach
    void clearFlag() {
        var unused = Thread.interrupted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelInterruptsTheTaskAndLeavesNoFlag(boolean fails) {
        assertThat(isInterruptedAfter(
                        () -> {
                            wait.cancel();
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        },
                        fails))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptBeforeACancelledTaskRemains(boolean fails) {
        Thread.currentThread().interrupt();

        assertThat(isInterruptedAfter(wait::cancel, fails)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptByOtherCodeRemains(boolean fails) {
        assertThat(isInterruptedAfter(() -> Thread.currentThread().interrupt(), fails))
                .isTrue();
    }

    @Test
    void aCancelAfterTheTaskInterruptsNothing() {
        wait.run(() -> {});
        wait.cancel();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aTaskThatWasCancelledBeforeDoesNotRun() {
        wait.cancel();
        wait.run(() -> {
            throw new AssertionError("it ran");
        });

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
