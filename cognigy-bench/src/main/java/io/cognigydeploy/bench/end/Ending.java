package io.cognigydeploy.bench.end;

import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.BlockSource;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.DeadlineExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Something that ends calls that hang. Each is measured by the time from it to the end of a call. */
public enum Ending {
    /** The end of the call's total time. */
    DEADLINE(Duration.ofMillis(100)) {
        @Override
        void end(List<Caller> callers, Hang hang) throws InterruptedException {
            for (Caller caller : callers) {
                caller.thread.join(MILLIS_TO_END);
                caller.due = caller.begin + limit().toNanos();
            }
        }

        @Override
        boolean isReason(Exception e) {
            return e instanceof DeadlineExceededException || e instanceof TimeoutException;
        }
    },

    /** An interrupt of the thread that calls. */
    INTERRUPT(Duration.ofDays(1)) {
        @Override
        void end(List<Caller> callers, Hang hang) throws InterruptedException {
            awaitHanging(callers);
            for (Caller caller : callers) {
                caller.due = System.nanoTime();
                caller.thread.interrupt();
            }
        }

        @Override
        boolean isReason(Exception e) {
            return e instanceof CallInterruptedException || e instanceof InterruptedException;
        }
    },

    /** The close of the client. */
    CLOSE(Duration.ofDays(1)) {
        @Override
        void end(List<Caller> callers, Hang hang) throws InterruptedException {
            awaitHanging(callers);
            long due = System.nanoTime();
            hang.close().run();
            callers.forEach(caller -> caller.due = due);
        }

        @Override
        boolean isReason(Exception e) {
            return e instanceof CancellationException
                    || String.valueOf(e.getMessage()).contains("the client was closed");
        }
    };

    private static final int AT_ONCE = 8;
    private static final Pattern BLOCKED = Pattern.compile("park|poll|read0|write0");
    private static final long MILLIS_TO_END = 10_000;

    private final Duration limit;

    Ending(Duration limit) {
        this.limit = limit;
    }

    /** Returns the total time of the calls. */
    public Duration limit() {
        return limit;
    }

    /** Ends the calls, and sets when that was due. */
    abstract void end(List<Caller> callers, Hang hang) throws InterruptedException;

    abstract boolean isReason(Exception e);

    /** Returns blocks whose times are those from this ending to the end of each call. */
    public BlockSource of(Hang hang) {
        return calls -> {
            List<Long> late = new ArrayList<>();
            while (late.size() < calls) {
                late.addAll(batch(hang, Math.min(AT_ONCE, calls - late.size())));
            }
            return Block.reported(late, 0);
        };
    }

    private static void awaitHanging(List<Caller> callers) throws InterruptedException {
        for (Caller caller : callers) {
            while (caller.thread.isAlive() && !caller.isBlocked()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private List<Long> batch(Hang hang, int size) throws InterruptedException {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            callers.add(new Caller(hang));
        }
        end(callers, hang);
        List<Long> late = new ArrayList<>();
        for (Caller caller : callers) {
            caller.thread.join(MILLIS_TO_END);
            if (caller.thread.isAlive() || caller.failure == null || !isReason(caller.failure)) {
                throw new IllegalStateException(hang.stage() + " was not ended by " + this, caller.failure);
            }
            late.add(caller.end - caller.due);
        }
        return late;
    }

    /** A thread that makes one call. Its times and its failure are complete when the thread has ended. */
    static final class Caller {

        private final Thread thread;
        private volatile long begin;
        private volatile long end;
        private long due;
        private volatile @Nullable Exception failure;

        Caller(Hang hang) {
            thread = new Thread(() -> {
                begin = System.nanoTime();
                try {
                    hang.call().once();
                } catch (Exception e) {
                    failure = e;
                }
                end = System.nanoTime();
            });
            thread.setDaemon(true);
            thread.start();
        }

        private boolean isBlocked() {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0 && BLOCKED.matcher(stack[0].getMethodName()).matches();
        }
    }
}
