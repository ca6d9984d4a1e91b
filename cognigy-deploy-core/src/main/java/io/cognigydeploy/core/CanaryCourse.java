package io.cognigydeploy.core;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.canary.CanaryWatch;
import io.cognigydeploy.core.canary.CanaryWatch.Action;
import io.cognigydeploy.core.canary.CanaryWatch.Advice;
import io.cognigydeploy.core.canary.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads a canary from its first share to all conversations or to none. Each look and each advice that is followed is an
 * event, so after a crash it goes on with the same evidence, to the last bit.
 */
final class CanaryCourse implements Course {

    private final CognigyClient cognigy;
    private final CanaryDeployment wish;
    private final CanaryMetrics.Arms arms;
    private final String mutations;
    private Optional<String> deploymentId = Optional.empty();
    private Instant routedAt = Instant.EPOCH;
    private Instant usedUntil = Instant.EPOCH;
    private Instant lastLook = Instant.EPOCH;
    private Optional<JobState> ended = Optional.empty();
    private @Nullable CanaryWatch watch;
    private @Nullable Advice advice;
    private Optional<TrafficShare> wanted = Optional.empty();
    private int moves;
    private boolean promoted;

    /** @param change the id of the change that this is the course of */
    CanaryCourse(CognigyClient cognigy, CanaryDeployment wish, CanaryMetrics.Arms arms, String change) {
        this.cognigy = cognigy;
        this.wish = wish;
        this.arms = arms;
        this.mutations = change + "/";
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
        } else if (event instanceof Event.CanaryBegun e) {
            watch = CanaryWatch.begin(e.options(), e.since());
            usedUntil = e.since();
        } else if (event instanceof Event.CanaryObserved e) {
            observed(e);
        } else if (event instanceof Event.RunResumed && advice != null && advice.action() == Action.ASK) {
            advice = null;
        }
    }

    private boolean isOurs(String mutation) {
        return mutation.startsWith(mutations);
    }

    private void observed(Event.CanaryObserved event) {
        lastLook = event.at();
        if (event.seen() instanceof Observation.Window window) {
            usedUntil = window.to();
        }
        ended = event.state().map(JobState::new).filter(JobState::isTerminal);
        Advice now = watch().observe(event.seen());
        advice = now;
        if (now.action() == Action.ADVANCE || now.action() == Action.GO_BACK || now.action() == Action.PROMOTE) {
            moves++;
            wanted = Optional.of(CanaryValidator.percent(now.share()));
        }
    }

    private CanaryWatch watch() {
        CanaryWatch known = watch;
        if (known == null) {
            throw new IllegalStateException("The canary was observed before it was begun.");
        }
        return known;
    }

    @Override
    public Next next() {
        if (watch == null) {
            return new Next.Look(routedAt, "the canary to be judged", this::begun);
        }
        if (promoted) {
            return new Next.Done();
        }
        if (ended.isPresent()) {
            return endedByOthers(ended.get());
        }
        if (wanted.isPresent()) {
            return new Next.Send("share-" + (moves + 1), new CanaryShare(cognigy, wish, wanted.get(), deploymentId));
        }
        Advice last = advice;
        if (last != null && last.action() == Action.ROLL_BACK) {
            return new Next.Undo((last.byPolicy()
                            ? "the canary was not shown to be good enough: "
                            : "the canary was not good enough: ")
                    + last.why());
        }
        if (last != null && last.action() == Action.ASK) {
            return new Next.Ask(
                    "the canary keeps " + share() + " and is no longer watched: " + last.why(),
                    "Decide about " + canary()
                            + ": resume the run to have it looked at again, undo the run to roll it back,"
                            + " or promote it on the platform.");
        }
        String meanwhile = last != null && last.action() == Action.HOLD
                ? "the canary keeps " + share() + ": " + last.why()
                : "the canary has " + share();
        return new Next.Look(nextLook(), meanwhile, this::look);
    }

    private Instant nextLook() {
        Duration interval = wish.validator().interval();
        CanaryMetrics metrics = metrics();
        Instant due = metrics.due(usedUntil.isAfter(routedAt) ? usedUntil : routedAt, lastLook, interval);
        // A clock that was set back must not put the next look off for as long.
        Instant now = cognigy.time().now();
        Instant latest = metrics.due(now, now, interval);
        return due.isBefore(latest) ? due : latest;
    }

    private Event begun() {
        return new Event.CanaryBegun(
                cognigy.time().now(), wish.validator().on(arms).options(), routedAt);
    }

    private Next endedByOthers(JobState state) {
        return state.equals(JobState.COMPLETED)
                ? new Next.Ask(
                        "somebody else has given " + canary() + " all conversations before it was decided",
                        "Decide whether it may stay in " + wish.environmentId() + ".")
                : new Next.Undo("the platform ended " + canary() + " by itself, it is " + state);
    }

    private Event look() {
        Observation seen = metrics().look(watch().share(), routedAt, usedUntil);
        return new Event.CanaryObserved(cognigy.time().now(), state(), seen);
    }

    private Optional<String> state() {
        try {
            return Optional.of(cognigy.deployments()
                    .get(deploymentId.orElseThrow())
                    .state()
                    .text());
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.empty();
        }
    }

    private CanaryMetrics metrics() {
        return wish.validator().metrics(cognigy, wish.botId(), deploymentId.orElseThrow(), arms);
    }

    private TrafficShare share() {
        return CanaryValidator.percent(watch().share());
    }

    private String canary() {
        return "canary " + deploymentId.orElse("?") + " in " + wish.environmentId();
    }
}
