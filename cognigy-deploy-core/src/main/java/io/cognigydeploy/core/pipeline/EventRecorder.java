package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.event.RunWork;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.journal.RunState;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.RecentTexts;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.runs.LeaseLostException;
import io.cognigydeploy.core.text.LoggedThrowable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only writer of events: into the journal first, then into the state in memory, then to sinks and listeners. */
final class EventRecorder {

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    /** The plan is the first record of a journal. */
    private static final long PLAN = 1;

    private final Journal.Planned planned;
    private final Consumer<Event> journal;
    private final Secrets secrets;
    private final List<Feed> feeds;
    private final RunPolicy policy;
    private final RunState state = new RunState();
    private final RecentTexts texts = new RecentTexts();
    private long lastSequence = PLAN;
    private boolean overtaken;

    /** @param secrets the texts that others may quote and that must not be recorded */
    EventRecorder(Journal journal, Secrets secrets, RunPolicy policy) {
        // An audit log must not have a record of the run that a power cut takes from the journal.
        this(journal.planned(), policy.audits().isEmpty() ? journal::append : journal::appendForced, secrets, policy);
        journal.content().state().events().forEach(this::remember);
        long known = feeds.stream().mapToLong(Feed::known).max().orElse(0);
        journal.unrecordedCut(known - lastSequence).ifPresent(this::emit);
        feeds.forEach(Feed::bring);
    }

    /** Creates a recorder whose events last as long as the process, unless they are passed to a journal. */
    EventRecorder(Journal.Planned planned, Consumer<Event> journal, Secrets secrets, RunPolicy policy) {
        this.planned = planned;
        this.journal = journal;
        this.secrets = secrets;
        this.feeds = policy.audits().stream().map(Feed::new).toList();
        this.policy = policy;
    }

    /** An audit log's part of the run, and the delivery of the rest. */
    private final class Feed {

        private final AuditSink sink;
        private OptionalLong kept = OptionalLong.empty();
        private boolean isBehind;

        Feed(AuditSink sink) {
            this.sink = sink;
        }

        /** Returns the number of the last event of the run that the sink is known to have. */
        long known() {
            attempt(this::ask);
            return kept.orElse(0);
        }

        /** Passes every event that the sink lacks, up to the first that it does not accept. */
        void bring() {
            attempt(() -> {
                ask();
                for (RunEvent event : after(kept.orElseThrow())) {
                    // A sink that fails may have kept the event all the same.
                    kept = OptionalLong.empty();
                    sink.append(event);
                    kept = OptionalLong.of(event.sequence());
                }
            });
        }

        private void ask() throws IOException {
            if (kept.isEmpty()) {
                kept = OptionalLong.of(sink.kept(planned.runId()));
            }
        }

        private void attempt(SinkCall call) {
            try {
                call.make();
                isBehind = false;
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                if (!isBehind) {
                    log.error("{} did not take a record", Printable.shown(sink.name()), LoggedThrowable.of(e, secrets));
                }
                isBehind = true;
            }
        }
    }

    private interface SinkCall {
        void make() throws IOException;
    }

    /** Returns the events of the run that are after this one. */
    private Deque<RunEvent> after(long sequence) {
        Deque<RunEvent> later = new ArrayDeque<>();
        long number = lastSequence;
        for (int at = state.events().size() - 1; at >= 0 && number > sequence; at--) {
            Event event = state.events().get(at);
            later.addFirst(numbered(event, number));
            number -= 1 + lostBefore(event);
        }
        return later;
    }

    private RunEvent numbered(Event event, long sequence) {
        return new RunEvent(planned.runId(), planned.kind(), planned.target(), sequence, event);
    }

    private static long lostBefore(Event event) {
        return event instanceof Event.JournalCut cut ? cut.lost() : 0;
    }

    RunState state() {
        return state;
    }

    Journal.Planned planned() {
        return planned;
    }

    /** Reports to the listeners that work on a mutation begins, and that it ends when the result is closed. */
    EventListener.Scope enter(String mutation) {
        return policy.enter(
                new RunWork(planned.runId(), planned.kind(), planned.target(), Optional.of(mutation)), secrets);
    }

    /**
     * Tries once more to bring every audit log up to date. Returns the names of those that do not accept every event.
     */
    List<String> behind() {
        feeds.forEach(Feed::bring);
        return feeds.stream()
                .filter(feed -> feed.isBehind)
                .map(feed -> feed.sink.name())
                .toList();
    }

    /** Records an event. Throws if the journal does not accept it; the event then counts as not happened. */
    void emit(Event event) {
        Event clean = clean(event);
        record(clean);
        tell(clean);
    }

    private void record(Event event) {
        try {
            journal.accept(event);
        } catch (LeaseLostException e) {
            overtaken = true;
            throw e;
        }
    }

    /** Returns whether another owner has the run by now, so that what is remembered here is not its course. */
    boolean isOvertaken() {
        return overtaken;
    }

    /** Records an event like {@link #emit}, but only logs it if the journal does not accept it. */
    void emitAnyway(Event event) {
        Event clean = clean(event);
        try {
            record(clean);
        } catch (RuntimeException e) {
            log.error("Not journaled: {}", Printable.shown(clean.describe()), LoggedThrowable.of(e, secrets));
        }
        tell(clean);
    }

    /** Returns the event without secrets and with storable texts only. So no text from outside can break off a run. */
    private Event clean(Event event) {
        try {
            return texts.read(Redaction.without(secrets, Json.tree(event)), Event.class);
        } catch (IOException e) {
            throw new IllegalStateException("An event that was written can be read", e);
        }
    }

    private void remember(Event event) {
        state.apply(event);
        lastSequence += 1 + lostBefore(event);
    }

    private void tell(Event event) {
        remember(event);
        RunEvent numbered = numbered(event, lastSequence);
        if (!overtaken) {
            feeds.forEach(Feed::bring);
        }
        for (EventListener listener : policy.listeners()) {
            try {
                listener.on(numbered);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                log.warn("A listener threw on {}", numbered.describe(), LoggedThrowable.of(e, secrets));
            }
        }
    }
}
