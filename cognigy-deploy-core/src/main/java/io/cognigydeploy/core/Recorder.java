package io.cognigydeploy.core;

import com.fasterxml.jackson.core.JsonProcessingException;
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
    private final Set<String> secrets;
    private final List<AuditSink> audits;
    private final List<EventListener> listeners;
    private final RunState state = new RunState();
    private final Set<AuditSink> deaf = new LinkedHashSet<>();

    /** @param secrets texts of the wish that others may quote, and that must not be remembered */
    Recorder(Journal journal, Set<String> secrets, List<AuditSink> audits, List<EventListener> listeners) {
        this.journal = journal;
        this.secrets = secrets;
        this.audits = audits;
        this.listeners = listeners;
        journal.events().forEach(state::apply);
        audits.forEach(this::catchUp);
    }

    /** A process that dies between the journal and an audit log leaves the log an event behind. */
    private void catchUp(AuditSink sink) {
        List<Event> all = journal.events();
        if (all.isEmpty()) {
            return;
        }
        try {
            long kept = Math.min(sink.kept(runId()), all.size());
            for (Event event : all.subList((int) kept, all.size())) {
                sink.append(runId(), event);
            }
        } catch (IOException | RuntimeException e) {
            log.error("{} did not take a record", sink.name(), e);
            deaf.add(sink);
        }
    }

    private String runId() {
        return journal.planned().runId();
    }

    RunState state() {
        return state;
    }

    /** The audit logs that did not take every event. */
    Set<AuditSink> deaf() {
        return deaf;
    }

    /** Remembers an event; if the journal does not take it, this throws, and it has not happened. */
    void emit(Event event) {
        Event clean = clean(event);
        journal.append(clean);
        tell(clean);
    }

    /** As {@link #emit}, for what has happened whether the journal takes it or not. */
    void emitAnyway(Event event) {
        Event clean = clean(event);
        try {
            journal.append(clean);
        } catch (RuntimeException e) {
            log.error("Not journaled: {}", clean.describe(), e);
        }
        tell(clean);
    }

    /** What others say is made storable here, so that no text can break a run off. */
    private Event clean(Event event) {
        try {
            return Json.MAPPER.treeToValue(Redaction.without(secrets, Json.tree(event)), Event.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that was written can be read", e);
        }
    }

    private void tell(Event event) {
        state.apply(event);
        for (AuditSink sink : audits) {
            try {
                sink.append(runId(), event);
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
