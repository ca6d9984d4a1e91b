package io.cognigydeploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a call, with all its attempts and waits, must be over. */
final class Deadline {

    private final Time time;
    private final Duration total;
    private final long start;

    Deadline(Time time, Duration total) {
        this.time = time;
        this.total = total;
        this.start = time.nanoTime();
    }

    Duration total() {
        return total;
    }

    /** What is left; zero or negative when it is over. */
    Duration left() {
        return total.minusNanos(time.nanoTime() - start);
    }

    boolean isOver() {
        return left().compareTo(Duration.ZERO) <= 0;
    }

    DeadlineExceededException exceeded(
            Call call, OutcomeClass outcome, String detail, @Nullable CognigyException last) {
        String ending = last == null ? "" : "; the last failure was: " + last.getMessage();
        return new DeadlineExceededException(call.name(), outcome, total, detail + ending, last);
    }
}
