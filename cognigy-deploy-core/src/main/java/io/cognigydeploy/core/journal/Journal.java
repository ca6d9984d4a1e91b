package io.cognigydeploy.core.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.RecentTexts;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The durable memory of one run, open under the lease of its target. It has the plan and every event, each in the store
 * before the run goes on. Its content is enough to resume the run in another process, also after a power cut.
 *
 * @param content the content of the journal when it was opened
 * @param standstill the point at which the run can be made to stand still
 */
public record Journal(RunStore store, Lease lease, RunLog log, Content content, Standstill standstill)
        implements AutoCloseable {

    /**
     * The first record: the plan.
     *
     * @param target the target of the run
     * @param deployment the deployment with its secrets hidden
     * @param deploymentSha256 the hash of the deployment with its secrets, except those in addresses, for comparing a
     *     deployment that is given again
     * @param secretsHidden whether the deployment had secrets
     * @param state the state of the target; in a new run of the type of its kind, because its tree may be large
     * @param fingerprint the fingerprint of the plan, or {@link #NO_PLAN}
     * @param options the options of the pipeline, from which the same one can be made again
     */
    public record Planned(
            String runId,
            String kind,
            String target,
            ObjectNode deployment,
            String deploymentSha256,
            boolean secretsHidden,
            JsonNode state,
            String fingerprint,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> options) {

        /** The fingerprint of a run whose plan could not be made. */
        public static final String NO_PLAN = "none";

        public Planned {
            // Absent in journals of earlier versions.
            options = options == null ? List.of() : List.copyOf(options);
        }

        private ObjectNode json() {
            ObjectNode rest = Json.tree(new Planned(
                    runId,
                    kind,
                    target,
                    deployment,
                    deploymentSha256,
                    secretsHidden,
                    NullNode.instance,
                    fingerprint,
                    options));
            return rest.set("state", state);
        }

        /** Returns whether the run got as far as a plan. Without a plan, nothing was sent. */
        public boolean hasPlan() {
            return !fingerprint.equals(NO_PLAN);
        }
    }

    /**
     * Begins the journal of a new run, with the plan as its first record.
     *
     * @throws UncheckedIOException if the first record cannot be stored
     */
    public static Journal create(RunStore store, Lease lease, Planned planned, Standstill standstill) {
        standstill.pass();
        RunLog log = store.begin(lease, planned.json());
        return new Journal(store, lease, log, new Content(planned, new RunState()), standstill);
    }

    /**
     * Opens the journal of an earlier run for further records.
     *
     * @param audited the number of records of the run that an audit log has
     * @throws ResumeRefusedException if there is no such run, or its journal does not hold a plan
     * @throws DamagedRecordException if it is not as it was written
     */
    public static Journal open(RunStore store, Lease lease, LongSupplier audited, Standstill standstill) {
        RunLog log = store.open(lease);
        try {
            return new Journal(store, lease, log, Content.of(lease.runId(), log.records(), audited), standstill);
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /**
     * Returns the content of an earlier run's journal. It only reads, so it needs no lease.
     *
     * @param audited the number of records of the run that an audit log has
     * @throws ResumeRefusedException if there is no such run, or its journal does not hold a plan
     * @throws DamagedRecordException if it is not as it was written
     */
    public static Content read(RunStore store, String runId, LongSupplier audited) {
        return Content.of(runId, store.records(runId), audited);
    }

    /** The content of a journal. */
    public record Content(Planned planned, RunState state) {

        private static Content of(String runId, List<ObjectNode> bodies, LongSupplier audited) {
            if (bodies.isEmpty()) {
                long lost = audited.getAsLong();
                if (lost > 0) {
                    throw new ResumeRefusedException("The journal of run " + runId + " is empty, but an audit log has "
                            + lost + (lost == 1 ? " record" : " records") + " of the run, so it may have changed"
                            + " something. Restore the journal, or look at the target on the platform and at the audit"
                            + " log before anything is deployed again.");
                }
                throw new ResumeRefusedException("Run " + runId + " ended before its plan was recorded, so it changed"
                        + " nothing. Make a new run.");
            }
            try {
                Planned planned = Json.MAPPER.treeToValue(bodies.get(0), Planned.class);
                RunState state = new RunState();
                RecentTexts texts = new RecentTexts();
                for (ObjectNode body : bodies.subList(1, bodies.size())) {
                    state.apply(texts.read(body, Event.class));
                }
                return new Content(planned, state);
            } catch (JsonProcessingException e) {
                throw new ResumeRefusedException("The journal of run " + runId
                        + " holds a record that this version cannot read: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns the end of the run, if it has ended and was not resumed since. */
        public Optional<Outcome> outcome() {
            return state.finished().map(Event.RunFinished::outcome);
        }

        /** Returns whether the run has ended and nothing about it is open. */
        public boolean isSettled() {
            return outcome().filter(end -> !(end instanceof Outcome.Unknown)).isPresent();
        }

        /** Returns the ids of operations that are not known to have ended. */
        public List<String> underWay() {
            return state.mutations().values().stream()
                    .filter(mutation -> mutation.ended().isEmpty())
                    .flatMap(mutation -> mutation.accepted().stream())
                    .map(Event.MutationAccepted::operationId)
                    .distinct()
                    .toList();
        }
    }

    /** Returns the plan of the run as its first record states it. */
    public Planned planned() {
        return content.planned();
    }

    /**
     * Returns the cut that has not been recorded yet, if there was one.
     *
     * @param lost the number of records that an audit log has beyond the last one here
     */
    public Optional<Event.JournalCut> unrecordedCut(long lost) {
        List<String> aside = new ArrayList<>(log.keptAside());
        for (Event event : content.state().events()) {
            if (event instanceof Event.JournalCut recorded) {
                aside.removeAll(recorded.keptAside());
            }
        }
        if (lost <= 0 && aside.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        if (lost > 0) {
            reasons.add(
                    "an audit log has " + lost + (lost == 1 ? " record" : " records") + " of the run that it has not");
        }
        if (!aside.isEmpty()) {
            reasons.add("its last record was not whole and is kept in " + String.join(", ", aside));
        }
        return Optional.of(
                new Event.JournalCut(lease.time().now(), String.join("; ", reasons), Math.max(0, lost), aside));
    }

    /**
     * Adds an event. It is forced to the disk, with all before it, if the run could not find it out again: only then
     * may the run act on the event. After a power cut the rest is read or judged once more.
     *
     * @throws UncheckedIOException if the disk does not take the record; the run must then change nothing more
     */
    public void append(Event event) {
        standstill.pass();
        if (isRepeatable(event)) {
            log.append(Json.tree(event));
        } else {
            log.appendForced(Json.tree(event));
        }
    }

    /** Adds an event like {@link #append}, and forces it to the disk whatever it is. */
    public void appendForced(Event event) {
        standstill.pass();
        log.appendForced(Json.tree(event));
    }

    private static boolean isRepeatable(Event event) {
        return event instanceof Event.RunResumed
                || event instanceof Event.CheckJudged
                || event instanceof Event.ManifestWritten
                || event instanceof Event.MutationProgressed
                || event instanceof Event.MutationConfirmed
                || event instanceof Event.Waiting;
    }

    /** Writes documents of the run by their names, like {@link RunLog#write}. */
    public void write(Map<String, RunLog.Document> documents) {
        standstill.pass();
        log.write(documents);
    }

    /** Returns whether the right to change the target certainly lasts for this long, like {@link Lease#covers}. */
    public boolean covers(Duration attempt) {
        standstill.pass();
        return lease.covers(attempt);
    }

    /** Returns the place of the run's records, for people. */
    public String place() {
        return store.placeOf(planned().runId());
    }

    /** Returns the folder of the run's records; empty if they are not in files. */
    public Optional<Path> folder() {
        return store.folderOf(planned().runId());
    }

    @Override
    public void close() {
        log.close();
    }
}
