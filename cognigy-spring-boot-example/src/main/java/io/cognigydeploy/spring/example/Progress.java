package io.cognigydeploy.spring.example;

import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.spring.CognigyRuns;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams of server-sent events to the page. They are read from the store, so every instance can show the runs of all.
 */
@Component
class Progress implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofHours(4);

    /** Another instance may have begun a run that its store does not show yet. */
    private static final int LOOKS_FOR_A_RUN = 100;

    private final CognigyRuns runs;
    /** By the id of a run that this instance has begun or undone: the reason if it was refused, blank if not. */
    private final Map<String, CompletableFuture<String>> begunHere = new ConcurrentHashMap<>();

    private final Map<SseEmitter, ScheduledFuture<?>> streams = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "progress");
        thread.setDaemon(true);
        return thread;
    });

    Progress(CognigyRuns runs) {
        this.runs = runs;
    }

    /** Keeps a run or an undoing of this instance, which the store shows a moment later. */
    void begun(String runId, CompletableFuture<Report> end) {
        begunHere.put(runId, end.handle((report, failure) -> failure == null ? "" : reason(failure)));
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf((failure instanceof CompletionException && cause != null ? cause : failure).getMessage());
    }

    /** Sends the events of a run after the first so many, until it has ended. */
    SseEmitter follow(String runId, int received) {
        SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        Stream stream = new Stream(emitter, runId, received);
        emitter.onCompletion(() -> forget(emitter));
        emitter.onError(failure -> forget(emitter));
        streams.put(emitter, timer.scheduleWithFixedDelay(stream, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        return emitter;
    }

    private void forget(SseEmitter emitter) {
        ScheduledFuture<?> task = streams.remove(emitter);
        if (task != null) {
            task.cancel(false);
        }
    }

    /** Ends the streams before the web server waits for their requests. Pages connect again and go on. */
    @EventListener(ContextClosedEvent.class)
    void end() {
        streams.keySet().forEach(SseEmitter::complete);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }

    /** A line of the page. */
    record Line(String at, String text) {}

    /** One page that follows one run. */
    private final class Stream implements Runnable {

        private final SseEmitter emitter;
        private final String runId;
        private int sent;
        private int looks;
        private Optional<RunView> shown = Optional.empty();

        Stream(SseEmitter emitter, String runId, int received) {
            this.emitter = emitter;
            this.runId = runId;
            this.sent = received;
        }

        @Override
        public void run() {
            try {
                Optional<CompletableFuture<String>> here = Optional.ofNullable(begunHere.get(runId));
                boolean hasEndedHere = here.map(CompletableFuture::isDone).orElse(true);
                Optional<RunView> view = view();
                if (view.isPresent()) {
                    sendEvents();
                    sendState(view.get());
                }
                if (hasEndedHere && view.map(RunView::ended).orElse(here.isPresent() || ++looks > LOOKS_FOR_A_RUN)) {
                    String refusal = here.map(CompletableFuture::join).orElse("");
                    emitter.send(SseEmitter.event().name("end").data(refusal));
                    emitter.complete();
                }
            } catch (IOException | IllegalStateException e) {
                // The page was closed.
                forget(emitter);
            } catch (RuntimeException e) {
                log.warn("Run {} cannot be followed", runId, e);
                emitter.completeWithError(e);
            }
        }

        private Optional<RunView> view() {
            try {
                return Optional.of(RunView.of(runs.run(runId), runs.request(runId)));
            } catch (ResumeRefusedException e) {
                return Optional.empty();
            }
        }

        private void sendEvents() throws IOException {
            List<Event> events = runs.events(runId);
            for (Event event : events.subList(Math.min(sent, events.size()), events.size())) {
                sent++;
                emitter.send(SseEmitter.event()
                        .id(String.valueOf(sent))
                        .name("progress")
                        .data(new Line(event.at().toString(), event.describe())));
            }
        }

        private void sendState(RunView view) throws IOException {
            if (!shown.equals(Optional.of(view))) {
                shown = Optional.of(view);
                emitter.send(SseEmitter.event().name("state").data(view));
            }
        }
    }
}
