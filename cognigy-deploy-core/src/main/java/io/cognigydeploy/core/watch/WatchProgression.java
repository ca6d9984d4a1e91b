package io.cognigydeploy.core.watch;

import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Advice;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The course of a watch from the first share to promotion or rollback. Each observation and each advice that is followed
 * is an event, so a run resumed after a crash has identical evidence, to the last bit.
 */
public final class WatchProgression implements Progression {

    /** The number of looks of which one reads the state of the deployment too. */
    private static final int LOOKS_PER_STATE = 5;

    private final Watched watched;
    private Optional<String> operationId = Optional.empty();
    private ReadSoFar read = ReadSoFar.since(Instant.EPOCH);
    private Instant lastLook = Instant.EPOCH;
    private Optional<String> ended = Optional.empty();
    private int timesEnded;
    private int looksSinceState = LOOKS_PER_STATE;
    private Optional<CanaryWatch> watch = Optional.empty();
    private Optional<Advice> advice = Optional.empty();
    private Optional<TrafficShare> wanted = Optional.empty();
    private int moves;
    private boolean promoted;

    /** Creates a progression without events. */
    public WatchProgression(Watched watched) {
        this.watched = watched;
    }

    @Override
    public void take(Event event) {
        if (event instanceof Event.MutationAccepted e && isOurs(e.mutation())) {
            operationId = Optional.of(e.operationId());
        } else if (event instanceof Event.MutationEnded e && isOurs(e.mutation())) {
            read = read.routed(e.at());
            lastLook = e.at();
        } else if (event instanceof Event.MutationConfirmed e
                && isOurs(e.mutation())
                && !(e.judged() instanceof Verdict.Fail)) {
            promoted = wanted.filter(TrafficShare.ALL::equals).isPresent();
            wanted = Optional.empty();
            looksSinceState = LOOKS_PER_STATE;
        } else if (event instanceof Event.CanaryBegun e && e.stratum().equals(watched.stratum())) {
            watch = Optional.of(CanaryWatch.begin(e.options(), e.since()));
            read = ReadSoFar.since(e.since());
        } else if (event instanceof Event.CanaryObserved e && e.stratum().equals(watched.stratum()) && !isDecided()) {
            observed(e);
        } else if (event instanceof Event.RunResumed && isAdvised(Action.ASK)) {
            advice = Optional.empty();
        }
    }

    private boolean isOurs(String mutation) {
        return mutation.startsWith(watched.change() + "/");
    }

    /** Returns whether it was promoted or rolled back; it may be looked at for other reasons afterwards. */
    private boolean isDecided() {
        return advice.filter(Advice::isFinal).isPresent();
    }

    private void observed(Event.CanaryObserved event) {
        lastLook = event.at();
        read = read.with(event.seen(), event.at(), watched.interval());
        Optional<String> seen = event.state();
        looksSinceState = seen.isPresent() ? 1 : looksSinceState + 1;
        ended = seen.filter(this::isOver);
        timesEnded = seen.isEmpty() ? timesEnded : ended.isPresent() ? timesEnded + 1 : 0;
        Advice now = watch().observe(event.seen());
        advice = Optional.of(now);
        if (now.action() == Action.ADVANCE || now.action() == Action.GO_BACK || now.action() == Action.PROMOTE) {
            moves++;
            wanted = Optional.of(TrafficShare.ofPercent(now.share()));
        }
    }

    private boolean isOver(String state) {
        return watched.isOver(state, TrafficShare.ofPercent(watch().share()));
    }

    private CanaryWatch watch() {
        return watch.orElseThrow(() -> new IllegalStateException("A watch was observed before it began."));
    }

    @Override
    public Next next() {
        if (watch.isEmpty()) {
            return new Next.Look(read.routedAt(), watched.name() + " to be judged", this::begun);
        }
        if (promoted) {
            return new Next.Done();
        }
        if (ended.isPresent() && timesEnded >= 2) {
            return new Next.Undo(watched.ended(operation(), ended.get()));
        }
        if (wanted.isPresent()) {
            Optional<Mutation> request = watched.share(wanted.get(), operation());
            return request.isPresent() ? new Next.Send("share-" + (moves + 1), request.get()) : new Next.Done();
        }
        String why = advice.map(Advice::why).orElse("");
        if (isAdvised(Action.ROLL_BACK)) {
            boolean byPolicy = advice.filter(Advice::byPolicy).isPresent();
            return new Next.Undo(
                    watched.name() + " was not " + (byPolicy ? "shown to be " : "") + "good enough: " + why);
        }
        if (isAdvised(Action.ASK)) {
            return new Next.Ask(keeps() + " and is no longer watched: " + why, watched.choice(operation()));
        }
        String meanwhile = isAdvised(Action.HOLD) ? keeps() + ": " + why : watched.name() + " has " + portion();
        return new Next.Look(nextLook(), meanwhile, this::look);
    }

    private String keeps() {
        return watched.name() + " keeps " + portion();
    }

    private String portion() {
        return watched.portion(TrafficShare.ofPercent(watch().share()));
    }

    private String operation() {
        return operationId.orElse("?");
    }

    private boolean isAdvised(Action action) {
        return advice.filter(last -> last.action() == action).isPresent();
    }

    /** Returns when to read next. Metrics are read only when new ones can exist. */
    private Instant nextLook() {
        Duration interval = watched.interval();
        Instant due = lastLook.plus(interval);
        // A clock that was set back must not delay the next read by as much.
        Instant latest = watched.time().now().plus(interval);
        return due.isBefore(latest) ? due : latest;
    }

    private boolean isMeasured(Instant now) {
        Instant since = read.from();
        // After a clock was set back, the data used last seem to lie in the future.
        return since.isAfter(now) || watched.isMeasured(since, now);
    }

    private Optional<Event> begun() {
        return Optional.of(
                new Event.CanaryBegun(watched.time().now(), watched.options(), read.routedAt(), watched.stratum()));
    }

    private Optional<Event> look() {
        Instant now = watched.time().now();
        lastLook = now;
        boolean isDue = isStateDue();
        Optional<String> state = isDue ? watched.state(operation()) : Optional.empty();
        if (isMeasured(now)) {
            Observation seen = watched.look(operation(), watch().share(), read);
            // What the platform ended may have no metrics any more.
            Optional<String> known = !isDue && seen instanceof Observation.Refused ? watched.state(operation()) : state;
            return Optional.of(observed(watched.time().now(), known, seen));
        }
        return state.filter(this::isOver)
                .map(word -> observed(
                        now,
                        state,
                        new Observation.Refused(
                                now,
                                Observation.Defect.ABSENT,
                                "nothing new is measured, and " + watched.name() + " is " + word)));
    }

    private Event observed(Instant at, Optional<String> state, Observation seen) {
        return new Event.CanaryObserved(at, state, seen, watched.stratum());
    }

    /** Returns whether to read the state: at every fifth look, after a change of share, and again after an end. */
    private boolean isStateDue() {
        return looksSinceState >= LOOKS_PER_STATE || timesEnded == 1;
    }
}
