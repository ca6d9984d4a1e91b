package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.core.text.RunMarks;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The asking of one target, by a bounded number of threads that take the utterances in their order. */
final class Asking {

    /** So many failures, and more failures than answers, end the asking. */
    private static final int HOPELESS = 10;

    private final List<Labelled> utterances;
    private final UnderstandingTarget target;
    private final IntConsumer progress;
    private final List<Understood> answers;
    private final AtomicInteger next = new AtomicInteger();
    private final Object count = new Object();
    private int answered;
    private int failed;

    private Asking(List<Labelled> utterances, UnderstandingTarget target, IntConsumer progress) {
        this.utterances = utterances;
        this.target = target;
        this.progress = progress;
        this.answers = new ArrayList<>(Collections.nCopies(
                utterances.size(), Understood.failed("was not asked, because most others were not answered")));
    }

    /**
     * Returns the answers in the order of the utterances.
     *
     * @param progress gets the number of utterances done after each, one at a time
     * @throws InterruptedException if the thread is interrupted; all calls have ended then
     */
    static List<Understood> ask(
            List<Labelled> utterances, UnderstandingTarget target, int concurrency, IntConsumer progress)
            throws InterruptedException {
        Asking asking = new Asking(utterances, target, progress);
        int threads = Math.min(concurrency, utterances.size());
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(RunMarks.carriedInto(work), "cognigy-deploy-understanding");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> {
                    asking.work();
                    return threads;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            end(pool);
        }
        synchronized (asking.count) {
            return List.copyOf(asking.answers);
        }
    }

    /** Interrupts the threads and waits until they have ended. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        for (boolean ended = false; !ended; ) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) throws InterruptedException {
        if (cause instanceof InterruptedException interrupt) {
            throw interrupt;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    private void work() throws InterruptedException {
        for (int place = next.getAndIncrement(); place < utterances.size() && !isHopeless(); ) {
            Understood answer = ask(utterances.get(place));
            synchronized (count) {
                answers.set(place, answer);
                answered += answer.isAnswer() ? 1 : 0;
                failed += answer.isAnswer() ? 0 : 1;
                progress.accept(answered + failed);
            }
            place = next.getAndIncrement();
        }
    }

    private boolean isHopeless() {
        synchronized (count) {
            return failed >= HOPELESS && failed > answered;
        }
    }

    private Understood ask(Labelled utterance) throws InterruptedException {
        try {
            return target.understand(utterance);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Understood.failed(e.getMessage());
        }
    }
}
