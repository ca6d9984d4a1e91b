package io.cognigydeploy.core.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.WatchOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An event of a run. Events are the run's only memory: the journal stores them, a crashed run is resumed from them, the
 * report is made of them, and listeners receive them, in this order.
 *
 * <p>A mutation is named by the change that it belongs to and its direction, such as {@code bot-version/apply} or
 * {@code bot-version/revert-1}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.RunStarted.class, name = "run_started"),
    @JsonSubTypes.Type(value = Event.RunResumed.class, name = "run_resumed"),
    @JsonSubTypes.Type(value = Event.RunTakenOver.class, name = "run_taken_over"),
    @JsonSubTypes.Type(value = Event.JournalCut.class, name = "journal_cut"),
    @JsonSubTypes.Type(value = Event.CheckJudged.class, name = "check_judged"),
    @JsonSubTypes.Type(value = Event.ManifestWritten.class, name = "manifest_written"),
    @JsonSubTypes.Type(value = Event.MutationPresumed.class, name = "mutation_presumed"),
    @JsonSubTypes.Type(value = Event.MutationIntended.class, name = "mutation_intended"),
    @JsonSubTypes.Type(value = Event.MutationRefused.class, name = "mutation_refused"),
    @JsonSubTypes.Type(value = Event.MutationInDoubt.class, name = "mutation_in_doubt"),
    @JsonSubTypes.Type(value = Event.MutationAccepted.class, name = "mutation_accepted"),
    @JsonSubTypes.Type(value = Event.MutationProgressed.class, name = "mutation_progressed"),
    @JsonSubTypes.Type(value = Event.MutationEnded.class, name = "mutation_ended"),
    @JsonSubTypes.Type(value = Event.MutationConfirmed.class, name = "mutation_confirmed"),
    @JsonSubTypes.Type(value = Event.CanaryBegun.class, name = "canary_begun"),
    @JsonSubTypes.Type(value = Event.CanaryObserved.class, name = "canary_observed"),
    @JsonSubTypes.Type(value = Event.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = Event.CompensationStarted.class, name = "compensation_started"),
    @JsonSubTypes.Type(value = Event.RunFinished.class, name = "run_finished"),
    @JsonSubTypes.Type(value = Event.RecordDelivered.class, name = "record_delivered"),
    @JsonSubTypes.Type(value = Event.RecordLost.class, name = "record_lost")
})
public sealed interface Event {

    /** Returns when it happened, by the wall clock. */
    Instant at();

    /** Returns the event in one line for a person. */
    String describe();

    /**
     * The plan was accepted for execution.
     *
     * @param platform the platform's URL, with {@code FAKE} before it if it is one; absent in journals that earlier
     *     versions wrote
     * @param stated the subjects of the gates that are known before they are judged, such as a test suite
     */
    record RunStarted(
            Instant at,
            String runId,
            String actor,
            String kind,
            String target,
            @JsonProperty("wish") String description,
            String fingerprint,
            List<Evidence> before,
            Optional<String> platform,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Evidence> stated)
            implements Event {

        public RunStarted {
            // Absent in records of earlier versions.
            stated = stated == null ? List.of() : List.copyOf(stated);
        }

        @Override
        public String describe() {
            return "run " + runId + ": " + description
                    + platform.map(name -> ", on " + name).orElse("");
        }
    }

    /** The run is resumed by another process or another call. */
    record RunResumed(Instant at, String actor) implements Event {
        @Override
        public String describe() {
            return "resumed by " + actor;
        }
    }

    /**
     * The run has another owner, because the one before did not release its target.
     *
     * @param by the new owner, such as a process and its host
     * @param from the owner before
     */
    record RunTakenOver(Instant at, String by, String from) implements Event {
        @Override
        public String describe() {
            return "taken over by " + by + " from " + from;
        }
    }

    /**
     * The end of the run's journal was found missing. The next request may have been sent although the journal has no record
     * of it, so it is looked for on the platform before it is sent.
     *
     * @param lost how many records are known to be missing, because an audit log has them; 0 if none is
     * @param keptAside names of the files beside the journal that hold what was cut off
     */
    record JournalCut(Instant at, String reason, long lost, List<String> keptAside) implements Event {
        @Override
        public String describe() {
            return "the journal was cut: " + reason;
        }
    }

    /** The time at which a check is judged. */
    enum Phase {
        GATE,
        VERIFICATION
    }

    record CheckJudged(Instant at, Phase phase, String name, Verdict judged, Duration took) implements Event {
        @Override
        public String describe() {
            String word = judged.match("passed", "FAILED", "INCONCLUSIVE");
            return (phase == Phase.GATE ? "gate " : "verification ") + name + ": " + word + ", " + judged.reason();
        }
    }

    /** The manifest is on disk. */
    record ManifestWritten(Instant at, String file, String sha256) implements Event {
        @Override
        public String describe() {
            return "manifest written, sha256 " + sha256.substring(0, 12);
        }
    }

    /** An event of one mutation. */
    sealed interface OfMutation extends Event {

        /** Returns the name of the mutation. */
        String mutation();
    }

    /** A request may have been sent, because the record of its intent may be in what the journal has lost. */
    record MutationPresumed(Instant at, String mutation, String description) implements OfMutation {
        @Override
        public String describe() {
            return description + ": may have been sent already, asking the platform";
        }
    }

    /**
     * A request that changes something is about to be sent. On disk before it is.
     *
     * @param known the ids of the operations that existed before, to distinguish a new one from them; absent if the
     *     platform did not list them
     * @param about the facts of the request that were known before, such as the hash of a file
     */
    record MutationIntended(
            Instant at,
            String mutation,
            String description,
            String idempotencyKey,
            Optional<List<String>> known,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Evidence> about)
            implements OfMutation {

        @JsonCreator
        public MutationIntended {
            // Absent in records of earlier versions.
            about = about == null ? List.of() : List.copyOf(about);
        }

        /** Creates the event of a request without facts. */
        public MutationIntended(
                Instant at, String mutation, String description, String idempotencyKey, Optional<List<String>> known) {
            this(at, mutation, description, idempotencyKey, known, List.of());
        }

        @Override
        public String describe() {
            return description;
        }
    }

    /** The request certainly had no effect. */
    record MutationRefused(Instant at, String mutation, String reason) implements OfMutation {
        @Override
        public String describe() {
            return mutation + " refused: " + reason;
        }
    }

    /** A request whose effect is not known; the platform is asked. */
    record MutationInDoubt(Instant at, String mutation, String reason) implements OfMutation {
        @Override
        public String describe() {
            return mutation + " in doubt, asking the platform what happened: " + reason;
        }
    }

    /**
     * The platform works on it.
     *
     * @param adopted whether the operation was found on the platform after its answer was lost
     */
    record MutationAccepted(Instant at, String mutation, String operationId, boolean adopted) implements OfMutation {
        @Override
        public String describe() {
            return mutation + (adopted ? " found on the platform as " : " accepted as ") + operationId;
        }
    }

    /** The operation changed its state. */
    record MutationProgressed(Instant at, String mutation, String operationId, String state) implements OfMutation {
        @Override
        public String describe() {
            return operationId + " is " + state;
        }
    }

    /**
     * The operation has ended, or we stopped waiting for it.
     *
     * @param state the last state that the platform reported
     * @param reached whether the operation has reached its goal
     */
    record MutationEnded(Instant at, String mutation, String operationId, String state, boolean reached, String message)
            implements OfMutation {
        @Override
        public String describe() {
            boolean goesOn = reached && !new JobState(state).isTerminal();
            return operationId
                    + (goesOn ? " is in place, " : " ended as ")
                    + state
                    + (message.isEmpty() ? "" : ": " + message);
        }
    }

    /** The target was read back. */
    record MutationConfirmed(Instant at, String mutation, Verdict judged) implements OfMutation {
        @Override
        public String describe() {
            String word = judged.match("confirmed", "REFUTED", "not confirmed");
            return mutation + " " + word + ": " + judged.reason();
        }
    }

    /**
     * A canary received its first share and is observed from now on.
     *
     * @param options the options that steer and decide it
     * @param since the time of its first share
     * @param stratum the name of what is watched, where a run watches several, each by itself; absent for the only one
     */
    record CanaryBegun(Instant at, WatchOptions options, Instant since, Optional<String> stratum) implements Event {

        @JsonCreator
        public CanaryBegun {
            // Absent in records of earlier versions.
            stratum = stratum == null ? Optional.empty() : stratum;
        }

        /** Creates the event of the only canary of a run. */
        public CanaryBegun(Instant at, WatchOptions options, Instant since) {
            this(at, options, since, Optional.empty());
        }

        @Override
        public String describe() {
            return "watching " + stratum.orElse("the canary") + ", judge "
                    + options.judge().name();
        }
    }

    /**
     * An observation of a canary.
     *
     * @param state the state of its deployment; absent if it could not be read
     * @param stratum as in {@link CanaryBegun}
     */
    record CanaryObserved(Instant at, Optional<String> state, Observation seen, Optional<String> stratum)
            implements Event {

        @JsonCreator
        public CanaryObserved {
            // Absent in records of earlier versions.
            stratum = stratum == null ? Optional.empty() : stratum;
        }

        /** Creates an observation of the only canary of a run. */
        public CanaryObserved(Instant at, Optional<String> state, Observation seen) {
            this(at, state, seen, Optional.empty());
        }

        @Override
        public String describe() {
            if (seen instanceof Observation.Window window) {
                return stratum.map(name -> name + ": ").orElse("") + "canary at "
                        + TrafficShare.ofPercent(window.share()) + ": " + described(window.canary())
                        + window.stable()
                                .map(stable -> "; stable: " + described(stable))
                                .orElse("")
                        + window.leftOut()
                                .map(some -> "; " + some + " conversations were not read")
                                .orElse("");
            }
            return seen instanceof Observation.Refused refused
                    ? "no usable metrics of " + stratum.orElse("the canary") + ": " + refused.why()
                    : "";
        }

        private static String described(Observation.Arm arm) {
            if (arm.errorRate().isPresent()) {
                return String.format(
                                Locale.ROOT,
                                "%.2f %% errors",
                                100 * arm.errorRate().get())
                        + (arm.conversations() > 0 ? " in " + arm.conversations() + " conversations" : "");
            }
            return arm.conversations() + " conversations"
                    + arm.errors()
                            .map(errors -> ", " + errors.least()
                                    + (errors.most() > errors.least() ? " to " + errors.most() : "") + " errors")
                            .orElse("");
        }
    }

    /** The run waits for something outside of it. */
    record Waiting(Instant at, String reason) implements Event {
        @Override
        public String describe() {
            return "waiting: " + reason;
        }
    }

    /**
     * The rollback of the run's changes has begun.
     *
     * @param facts the facts of the checks that were not passed; none if no check is the reason
     */
    record CompensationStarted(
            Instant at,
            String because,
            boolean cancelled,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Evidence.Fact> facts)
            implements Event {

        @JsonCreator
        public CompensationStarted {
            // Absent in records of earlier versions.
            facts = facts == null ? List.of() : List.copyOf(facts);
        }

        /** Creates the event of a rollback whose reason is no check. */
        public CompensationStarted(Instant at, String because, boolean cancelled) {
            this(at, because, cancelled, List.of());
        }

        @Override
        public String describe() {
            return "rolling back: " + because;
        }
    }

    /**
     * The run has ended.
     *
     * @param platform as in {@link RunStarted}, as known at the end: a plan that reads nothing does not learn whether
     *     the platform is a fake
     */
    record RunFinished(Instant at, Outcome outcome, Optional<String> platform) implements Event {
        @Override
        public String describe() {
            return outcome.getClass().getSimpleName() + ": " + outcome.because();
        }
    }

    /** An audit log or a notifier accepted the records of the run. */
    record RecordDelivered(Instant at, String receiver) implements Event {
        @Override
        public String describe() {
            return receiver + " delivered";
        }
    }

    /** An audit log or a notifier did not accept the records of the run. */
    record RecordLost(Instant at, String receiver, String reason) implements Event {
        @Override
        public String describe() {
            return receiver + " NOT delivered: " + reason;
        }
    }
}
