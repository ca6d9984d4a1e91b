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
import org.jspecify.annotations.Nullable;

/** The state of a run, folded from its events. A resumed run rebuilds the same state. */
public final class RunState {

    private final List<Event> events = new ArrayList<>();
    private final Map<String, MutationState> mutations = new LinkedHashMap<>();
    private final List<Observation> canary = new ArrayList<>();
    private Event.@Nullable CanaryBegun canaryBegun;
    private Event.@Nullable RunStarted started;
    private Event.@Nullable ManifestWritten manifest;
    private Event.@Nullable CompensationStarted compensation;
    private Event.@Nullable RunFinished finished;
    private boolean cut;

    /** The state of one mutation. */
    public static final class MutationState {

        private final List<Event.MutationIntended> intents = new ArrayList<>();
        private final List<Event.MutationIntended> unanswered = new ArrayList<>();
        private final List<String> states = new ArrayList<>();
        private @Nullable String refusal;
        private @Nullable String doubt;
        private Event.@Nullable MutationAccepted accepted;
        private Event.@Nullable MutationEnded ended;
        private @Nullable Verdict confirmation;
        private Instant until = Instant.EPOCH;

        public List<Event.MutationIntended> intents() {
            return intents;
        }

        /** Returns the requests that were sent, or may have been, and whose result is not known; oldest first. */
        public List<Event.MutationIntended> unanswered() {
            return unanswered;
        }

        public List<String> states() {
            return states;
        }

        /** Returns whether each of its requests certainly had no effect. */
        public boolean isWithoutEffect() {
            return accepted == null && unanswered.isEmpty();
        }

        /** Returns the reason why there is no usable answer, in brackets for the end of a message. */
        public String doubted() {
            return doubt == null ? " (its answer was not seen)" : " (" + doubt + ")";
        }

        public Optional<String> refusal() {
            return Optional.ofNullable(refusal);
        }

        public Optional<Event.MutationAccepted> accepted() {
            return Optional.ofNullable(accepted);
        }

        public Optional<Event.MutationEnded> ended() {
            return Optional.ofNullable(ended);
        }

        /** Returns the time from its first request to its last event, reading back included. */
        public Duration took() {
            Duration passed = Duration.between(intents.get(0).at(), until);
            // The wall clock may have been set back.
            return passed.isNegative() ? Duration.ZERO : passed;
        }

        public Optional<Verdict> confirmation() {
            return Optional.ofNullable(confirmation);
        }
    }

    public void apply(Event event) {
        events.add(event);
        if (event instanceof Event.RunStarted e) {
            started = e;
        } else if (event instanceof Event.RunResumed) {
            finished = null;
        } else if (event instanceof Event.JournalCut) {
            cut = true;
        } else if (event instanceof Event.ManifestWritten e) {
            manifest = e;
        } else if (event instanceof Event.CompensationStarted e) {
            compensation = e;
        } else if (event instanceof Event.RunFinished e) {
            finished = e;
        } else if (event instanceof Event.MutationPresumed e) {
            Event.MutationIntended presumed =
                    new Event.MutationIntended(e.at(), e.mutation(), e.description(), "", Optional.empty());
            of(e.mutation(), e).intents.add(presumed);
            of(e.mutation(), e).unanswered.add(presumed);
        } else if (event instanceof Event.MutationIntended e) {
            // It was searched for before that, and later records cannot be older than the cut.
            cut = false;
            MutationState mutation = of(e.mutation(), e);
            mutation.intents.add(e);
            mutation.refusal = null;
            // Until its answer is in the journal, an intended request may have been sent.
            mutation.unanswered.add(e);
        } else if (event instanceof Event.MutationRefused e) {
            MutationState mutation = of(e.mutation(), e);
            mutation.refusal = e.reason();
            mutation.unanswered.remove(mutation.unanswered.size() - 1);
        } else if (event instanceof Event.MutationInDoubt e) {
            of(e.mutation(), e).doubt = e.reason();
        } else if (event instanceof Event.MutationAccepted e) {
            MutationState mutation = of(e.mutation(), e);
            mutation.accepted = e;
            mutation.unanswered.clear();
            // An earlier request was found after a later one was refused: it has an effect all the same.
            mutation.refusal = null;
        } else if (event instanceof Event.MutationProgressed e) {
            of(e.mutation(), e).states.add(e.state());
        } else if (event instanceof Event.MutationEnded e) {
            of(e.mutation(), e).ended = e;
        } else if (event instanceof Event.MutationConfirmed e) {
            of(e.mutation(), e).confirmation = e.judged();
        } else if (event instanceof Event.CanaryBegun e) {
            canaryBegun = e;
        } else if (event instanceof Event.CanaryObserved e) {
            canary.add(e.seen());
        }
    }

    private MutationState of(String mutation, Event event) {
        MutationState state = mutations.computeIfAbsent(mutation, name -> new MutationState());
        state.until = event.at();
        return state;
    }

    public List<Event> events() {
        return events;
    }

    /** Returns the mutation of this name, if it was ever intended. */
    public Optional<MutationState> mutation(String name) {
        return Optional.ofNullable(mutations.get(name));
    }

    public Map<String, MutationState> mutations() {
        return mutations;
    }

    public Optional<Event.RunStarted> started() {
        return Optional.ofNullable(started);
    }

    /**
     * Returns whether the journal has lost its end and nothing was sent since. The next request may be in the lost
     * part.
     */
    public boolean isCut() {
        return cut;
    }

    public Optional<Event.ManifestWritten> manifest() {
        return Optional.ofNullable(manifest);
    }

    public Optional<Event.CompensationStarted> compensation() {
        return Optional.ofNullable(compensation);
    }

    public Optional<Event.RunFinished> finished() {
        return Optional.ofNullable(finished);
    }

    /** Returns the decision about a canary so far. */
    public Optional<DecisionRecord> canary() {
        return Optional.ofNullable(canaryBegun)
                .map(begun -> CanaryWatch.resume(begun.options(), begun.since(), canary)
                        .record());
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
