package io.cognigydeploy.core.watch;

import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.Rules;
import io.cognigydeploy.core.spi.Progression;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The course of one wave, which the endpoint that was switched last has to pass. Those of earlier waves are watched on
 * meanwhile. If one of them turns out bad, the whole release goes back.
 */
public final class WaveProgression implements Progression {

    private final WatchProgression own;
    private final List<Passed> earlier;
    private final Deque<Event> read = new ArrayDeque<>();

    /**
     * Creates a progression without events.
     *
     * @param earlier the endpoints of earlier waves, compared with those that are not switched after this one
     */
    public WaveProgression(Watched own, List<Watched> earlier) {
        this.own = new WatchProgression(own);
        this.earlier = earlier.stream().map(Passed::new).toList();
    }

    /** An endpoint whose wave is over. Nothing but a rollback can follow from its conversations. */
    private static final class Passed {

        private final Watched watched;
        private Optional<Judgement> trial = Optional.empty();
        private ReadSoFar read = ReadSoFar.since(Instant.EPOCH);
        private boolean isBad;

        Passed(Watched watched) {
            this.watched = watched;
        }

        void take(Event event) {
            if (event instanceof Event.CanaryBegun begun && begun.stratum().equals(watched.stratum())) {
                trial = Optional.of(begun.options().judge().begin(Rules.of(begun.options())));
            } else if (event instanceof Event.CanaryObserved observed
                    && observed.stratum().equals(watched.stratum())) {
                take(observed);
            }
        }

        private void take(Event.CanaryObserved observed) {
            isBad = trial().add(observed.seen()) == Call.ROLL_BACK;
            read = read.with(observed.seen(), observed.at(), watched.interval());
        }

        private Judgement trial() {
            return trial.orElseThrow(() -> new IllegalStateException("A wave was passed before it began."));
        }

        Optional<Event> look() {
            Instant now = watched.time().now();
            return watched.isMeasured(read.usedUntil(), now)
                    ? Optional.of(new Event.CanaryObserved(
                            watched.time().now(), Optional.empty(), watched.look("", 100, read), watched.stratum()))
                    : Optional.empty();
        }

        Next.Undo undo() {
            return new Next.Undo(watched.name() + " was not good enough after its wave: "
                    + trial().verdict().reason());
        }
    }

    @Override
    public void take(Event event) {
        own.take(event);
        earlier.forEach(one -> one.take(event));
    }

    @Override
    public Next next() {
        Optional<Passed> bad = earlier.stream().filter(one -> one.isBad).findFirst();
        if (bad.isPresent()) {
            return bad.get().undo();
        }
        Next next = own.next();
        if (!(next instanceof Next.Look look)) {
            return next;
        }
        return read.isEmpty()
                ? new Next.Look(look.at(), look.meanwhile(), () -> lookAtAll(look))
                : new Next.Look(Instant.EPOCH, look.meanwhile(), () -> Optional.of(read.remove()));
    }

    /** Reads all endpoints, those of earlier waves first, and returns the first event of them. */
    private Optional<Event> lookAtAll(Next.Look look) {
        earlier.forEach(one -> one.look().ifPresent(read::add));
        look.look().get().ifPresent(read::add);
        return Optional.ofNullable(read.poll());
    }
}
