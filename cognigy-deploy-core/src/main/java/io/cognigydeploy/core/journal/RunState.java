package io.cognigydeploy.core.journal;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of a run, folded from its events. A resumed run rebuilds the same state. */
public final class RunState {

    private final List<Event> events = new ArrayList<>();
    private final Map<String, MutationState> mutations = new LinkedHashMap<>();
    private Event.@Nullable RunFinished finished;
    private boolean cut;

    /** The state of one mutation. */
    public static final class MutationState {

        // One for each of many flows, with few events.
        private final List<Event> events = new ArrayList<>(4);
        private List<Event.MutationIntended> unanswered = List.of();
        private @Nullable String refusal;

        private void apply(Event event) {
            events.add(event);
            if (event instanceof Event.MutationPresumed e) {
                apply(new Event.MutationIntended(e.at(), e.mutation(), e.description(), "", Optional.empty()));
            } else if (event instanceof Event.MutationIntended e) {
                // Until its answer is in the journal, an intended request may have been sent.
                unanswered = Stream.concat(unanswered.stream(), Stream.of(e)).toList();
                refusal = null;
            } else if (event instanceof Event.MutationRefused e) {
                unanswered = List.copyOf(unanswered.subList(0, unanswered.size() - 1));
                refusal = e.reason();
            } else if (event instanceof Event.MutationAccepted) {
                unanswered = List.of();
                // An earlier request was found after a later one was refused: it has an effect all the same.
                refusal = null;
            }
        }

        /** Returns the requests in the order in which they were intended, the refused ones included. */
        public List<Event.MutationIntended> intents() {
            return of(events, Event.MutationIntended.class).toList();
        }

        /** Returns the requests that were sent, or may have been, and whose result is not known; oldest first. */
        public List<Event.MutationIntended> unanswered() {
            return unanswered;
        }

        /** Returns the states of the operation in the order in which they were seen. */
        public List<String> states() {
            return of(events, Event.MutationProgressed.class)
                    .map(Event.MutationProgressed::state)
                    .toList();
        }

        /** Returns whether each of its requests certainly had no effect. */
        public boolean isWithoutEffect() {
            return accepted().isEmpty() && unanswered.isEmpty();
        }

        /** Returns the reason why there is no usable answer, in brackets for the end of a message. */
        public String doubted() {
            return last(events, Event.MutationInDoubt.class)
                    .map(doubt -> " (" + doubt.reason() + ")")
                    .orElse(" (its answer was not seen)");
        }

        /** Returns the reason of the last refusal, unless a request was accepted or intended afterwards. */
        public Optional<String> refusal() {
            return Optional.ofNullable(refusal);
        }

        /** Returns the last acceptance, with the platform's id of the operation. */
        public Optional<Event.MutationAccepted> accepted() {
            return last(events, Event.MutationAccepted.class);
        }

        /** Returns the end of the operation, if the operation was followed to its end. */
        public Optional<Event.MutationEnded> ended() {
            return last(events, Event.MutationEnded.class);
        }

        /** Returns the time from its first request to its last event, reading back included. */
        public Duration took() {
            Instant until = events.get(events.size() - 1).at();
            Duration passed = Duration.between(intents().get(0).at(), until);
            // The wall clock may have been set back.
            return passed.isNegative() ? Duration.ZERO : passed;
        }

        /** Returns the result of the last reading back. */
        public Optional<Verdict> confirmation() {
            return last(events, Event.MutationConfirmed.class).map(Event.MutationConfirmed::judged);
        }
    }

    /** Changes the state by one event. Events must be applied in the order of the journal. */
    public void apply(Event event) {
        events.add(event);
        if (event instanceof Event.OfMutation e) {
            mutations.computeIfAbsent(e.mutation(), name -> new MutationState()).apply(e);
        }
        if (event instanceof Event.MutationIntended) {
            // It was searched for before that, and later records cannot be older than the cut.
            cut = false;
        } else if (event instanceof Event.JournalCut) {
            cut = true;
        } else if (event instanceof Event.RunResumed) {
            finished = null;
        } else if (event instanceof Event.RunFinished e) {
            finished = e;
        }
    }

    /** Returns all events in the order of the journal. */
    public List<Event> events() {
        return events;
    }

    private static <E extends Event> Stream<E> of(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    private static <E extends Event> Optional<E> last(List<Event> events, Class<E> type) {
        return of(events, type).reduce((earlier, later) -> later);
    }

    /** Returns the mutation of this name; one without any request if it was never intended. */
    public MutationState mutation(String name) {
        return mutations.getOrDefault(name, new MutationState());
    }

    /** Returns the mutations by their names, in the order of their first events. */
    public Map<String, MutationState> mutations() {
        return mutations;
    }

    /** Returns the acceptance of the plan for execution; absent until that record is written. */
    public Optional<Event.RunStarted> started() {
        return last(events, Event.RunStarted.class);
    }

    /**
     * Returns whether the journal has lost its end and nothing was sent since. The next request may be in the lost
     * part.
     */
    public boolean isCut() {
        return cut;
    }

    /** Returns where the manifest is and its hash, once the manifest is written. */
    public Optional<Event.ManifestWritten> manifest() {
        return last(events, Event.ManifestWritten.class);
    }

    /** Returns the begin of the rollback, with its reason, if the run is rolled back. */
    public Optional<Event.CompensationStarted> compensation() {
        return last(events, Event.CompensationStarted.class);
    }

    /** Returns the end of the run; absent while the run is under way, and again once it is resumed. */
    public Optional<Event.RunFinished> finished() {
        return Optional.ofNullable(finished);
    }

    /** Returns the decision about the only canary of the run so far. */
    public Optional<DecisionRecord> canary() {
        return decision(Optional.empty());
    }

    /** Returns the decisions about what is watched under a name so far, in the order of their beginning. */
    public Map<String, DecisionRecord> strata() {
        Map<String, DecisionRecord> strata = new LinkedHashMap<>();
        of(events, Event.CanaryBegun.class)
                .flatMap(begun -> begun.stratum().stream())
                .distinct()
                .forEach(name -> strata.put(name, decision(Optional.of(name)).orElseThrow()));
        return strata;
    }

    private Optional<DecisionRecord> decision(Optional<String> stratum) {
        List<Observation> seen = of(events, Event.CanaryObserved.class)
                .filter(observed -> observed.stratum().equals(stratum))
                .map(Event.CanaryObserved::seen)
                .toList();
        return of(events, Event.CanaryBegun.class)
                .filter(begun -> begun.stratum().equals(stratum))
                .reduce((earlier, later) -> later)
                .map(begun -> CanaryWatch.decision(begun.options(), begun.since(), seen));
    }

    /** Returns the events after the last end of the run. */
    public List<Event> sinceFinished() {
        return finished == null ? List.of() : events.subList(events.lastIndexOf(finished) + 1, events.size());
    }

    /** Returns the receivers that did not accept the records, and have not since. */
    public Set<String> lostRecords() {
        Set<String> lost = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof Event.RecordLost e) {
                lost.add(e.receiver());
            } else if (event instanceof Event.RecordDelivered e) {
                lost.remove(e.receiver());
            }
        }
        return lost;
    }

    /** Returns the verdicts of a phase, in order; for a resumed run the last ones. */
    public List<CheckResult> checks(Event.Phase phase) {
        List<CheckResult> latest = new ArrayList<>();
        boolean judgedAnew = false;
        for (Event event : events) {
            if (event instanceof Event.RunResumed) {
                judgedAnew = true;
            } else if (event instanceof Event.CheckJudged e && e.phase() == phase) {
                if (judgedAnew) {
                    latest.clear();
                    judgedAnew = false;
                }
                latest.add(new CheckResult(e.name(), e.judged(), e.at(), e.took()));
            }
        }
        return List.copyOf(latest);
    }
}
