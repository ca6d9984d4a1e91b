package io.cognigydeploy.core;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way in which anything is remembered: into the journal first, then into the state, then to whoever listens. */
final class Recorder {

    private static final Logger log = LoggerFactory.getLogger(Recorder.class);

    private final Journal journal;
    private final List<AuditSink> audits;
    private final List<EventListener> listeners;
    private final RunState state = new RunState();
    private final Set<AuditSink> deaf = new LinkedHashSet<>();

    Recorder(Journal journal, List<AuditSink> audits, List<EventListener> listeners) {
        this.journal = journal;
        this.audits = audits;
        this.listeners = listeners;
        journal.events().forEach(state::apply);
    }

    RunState state() {
        return state;
    }

    /** The audit logs that did not take every event. */
    Set<AuditSink> deaf() {
        return deaf;
    }

    /** @throws RuntimeException if the journal does not take it; it has then not happened */
    void emit(Event event) {
        journal.append(event);
        tell(event);
    }

    /** As {@link #emit}, for what has happened whether the journal takes it or not. */
    void emitAnyway(Event event) {
        try {
            journal.append(event);
        } catch (RuntimeException e) {
            log.error("Not journaled: {}", event.describe(), e);
        }
        tell(event);
    }

    private void tell(Event event) {
        state.apply(event);
        for (AuditSink sink : audits) {
            try {
                sink.append(journal.planned().runId(), event);
            } catch (IOException | RuntimeException e) {
                log.error("{} did not take a record", sink.name(), e);
                deaf.add(sink);
            }
        }
        for (EventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                log.warn("A listener threw on {}", event.describe(), e);
            }
        }
    }
}
