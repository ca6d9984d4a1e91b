package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Advice;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Progression;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The course of a canary from its first share to promotion or rollback. Each observation and each advice that is
 * followed is an event, so a run resumed after a crash has identical evidence, to the last bit.
 */
final class CanaryProgression implements Progression {

    /** The number of looks of which one reads the state of the deployment too. */
    private static final int LOOKS_PER_STATE = 5;

    private final CognigyClient cognigy;
    private final CanaryDeployment deployment;
    private final Arms arms;
    private Optional<String> deploymentId = Optional.empty();
    private Instant routedAt = Instant.EPOCH;
    private Instant usedUntil = Instant.EPOCH;
    private Instant lastLook = Instant.EPOCH;
    private Optional<JobState> ended = Optional.empty();
    private int timesEnded;
    private int looksSinceState = LOOKS_PER_STATE;
    private Optional<CanaryWatch> watch = Optional.empty();
    private Optional<Advice> advice = Optional.empty();
    private Optional<TrafficShare> wanted = Optional.empty();
    private int moves;
    private boolean promoted;

    CanaryProgression(CognigyClient cognigy, CanaryDeployment deployment, Arms arms) {
        this.cognigy = cognigy;
        this.deployment = deployment;
        this.arms = arms;
    }

    @Override
    public void take(Event event) {
        if (event instanceof Event.MutationAccepted e && isOurs(e.mutation())) {
            deploymentId = Optional.of(e.operationId());
        } else if (event instanceof Event.MutationEnded e && isOurs(e.mutation())) {
            routedAt = e.at();
            lastLook = e.at();
        } else if (event instanceof Event.MutationConfirmed e
                && isOurs(e.mutation())
                && !(e.judged() instanceof Verdict.Fail)) {
            promoted = wanted.filter(TrafficShare.ALL::equals).isPresent();
            wanted = Optional.empty();
            looksSinceState = LOOKS_PER_STATE;
        } else if (event instanceof Event.CanaryBegun e) {
            watch = Optional.of(CanaryWatch.begin(e.options(), e.since()));
            usedUntil = e.since();
        } else if (event instanceof Event.CanaryObserved e) {
            observed(e);
        } else if (event instanceof Event.RunResumed && isAdvised(Action.ASK)) {
            advice = Optional.empty();
        }
    }

    private boolean isOurs(String mutation) {
        return mutation.startsWith(CanaryForms.NAME + "/");
    }

    private void observed(Event.CanaryObserved event) {
        lastLook = event.at();
        if (event.seen() instanceof Observation.Window window) {
            usedUntil = window.to();
        }
        Optional<JobState> seen = event.state().map(JobState::new);
        looksSinceState = seen.isPresent() ? 1 : looksSinceState + 1;
        ended = seen.filter(CanaryState::isOver);
        timesEnded = seen.isEmpty() ? timesEnded : ended.isPresent() ? timesEnded + 1 : 0;
        Advice now = watch().observe(event.seen());
        advice = Optional.of(now);
        if (now.action() == Action.ADVANCE || now.action() == Action.GO_BACK || now.action() == Action.PROMOTE) {
            moves++;
            wanted = Optional.of(TrafficShare.ofPercent(now.share()));
        }
    }

    private CanaryWatch watch() {
        return watch.orElseThrow(() -> new IllegalStateException("The canary was observed before it began."));
    }

    @Override
    public Next next() {
        if (watch.isEmpty()) {
            return new Next.Look(routedAt, "the canary to be judged", this::begun);
        }
        if (promoted) {
            return new Next.Done();
        }
        if (ended.isPresent() && timesEnded >= 2) {
            return new Next.Undo("the platform ended " + canary() + " by itself, it is " + ended.get());
        }
        if (wanted.isPresent()) {
            return new Next.Send(
                    "share-" + (moves + 1), new CanaryShare(cognigy, deployment, wanted.get(), deploymentId));
        }
        String why = advice.map(Advice::why).orElse("");
        if (isAdvised(Action.ROLL_BACK)) {
            boolean byPolicy = advice.filter(Advice::byPolicy).isPresent();
            return new Next.Undo("the canary was not " + (byPolicy ? "shown to be " : "") + "good enough: " + why);
        }
        if (isAdvised(Action.ASK)) {
            return new Next.Ask(
                    "the canary keeps " + share() + " and is no longer watched: " + why,
                    "Decide about " + canary()
                            + ": resume the run to watch it again, undo the run to roll it back,"
                            + " or promote it on the platform.");
        }
        String meanwhile =
                isAdvised(Action.HOLD) ? "the canary keeps " + share() + ": " + why : "the canary has " + share();
        return new Next.Look(nextLook(), meanwhile, this::look);
    }

    private boolean isAdvised(Action action) {
        return advice.filter(last -> last.action() == action).isPresent();
    }

    /** Returns when to read next. Metrics are read only when new ones can exist. */
    private Instant nextLook() {
        Duration interval = deployment.validator().interval();
        Instant due = lastLook.plus(interval);
        // A clock that was set back must not delay the next read by as much.
        Instant latest = cognigy.time().now().plus(interval);
        return due.isBefore(latest) ? due : latest;
    }

    private boolean isMeasured(Instant now) {
        Instant since = usedUntil.isAfter(routedAt) ? usedUntil : routedAt;
        // After a clock was set back, the data used last seem to lie in the future.
        return since.isAfter(now) || !now.isBefore(metrics().due(since, since, Duration.ZERO));
    }

    private Optional<Event> begun() {
        return Optional.of(new Event.CanaryBegun(
                cognigy.time().now(), deployment.validator().on(arms).options(), routedAt));
    }

    private Optional<Event> look() {
        Instant now = cognigy.time().now();
        lastLook = now;
        boolean isDue = isStateDue();
        Optional<String> state = isDue ? state() : Optional.empty();
        if (isMeasured(now)) {
            Observation seen = metrics().look(watch().share(), routedAt, usedUntil);
            // A canary that the platform ended may have no metrics any more.
            Optional<String> known = !isDue && seen instanceof Observation.Refused ? state() : state;
            return Optional.of(new Event.CanaryObserved(cognigy.time().now(), known, seen));
        }
        return state.filter(word -> CanaryState.isOver(new JobState(word)))
                .map(word -> new Event.CanaryObserved(
                        now,
                        state,
                        new Observation.Refused(
                                now, Observation.Defect.ABSENT, "nothing new is measured, and the canary is " + word)));
    }

    /** Returns whether to read the state: at every fifth look, after a change of share, and again after an end. */
    private boolean isStateDue() {
        return looksSinceState >= LOOKS_PER_STATE || timesEnded == 1;
    }

    private Optional<String> state() {
        return Reading.of(cognigy, () -> cognigy.deployments().get(deploymentId.orElseThrow()))
                .value()
                .map(job -> job.state().text());
    }

    private CanaryMetrics metrics() {
        return deployment.validator().metrics(cognigy, deployment.botId(), deploymentId.orElseThrow(), arms);
    }

    private TrafficShare share() {
        return TrafficShare.ofPercent(watch().share());
    }

    private String canary() {
        return "canary " + deploymentId.orElse("?") + " in " + deployment.environmentId();
    }
}
