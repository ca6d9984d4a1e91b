package io.cognigydeploy.core.micrometer;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.event.RunWork;
import io.cognigydeploy.core.text.Argument;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Observations of runs and of their changes: {@code pipeline.listener(new RunObservations(registry))}. One object serves
 * all pipelines of an application. With Micrometer Tracing they are spans, and the requests that are observed by {@code
 * CallObservations} are their children.
 *
 * <ul>
 *   <li>{@code cognigy.run}: the work of this process for a run, with its plan, gates and deliveries, by {@code kind} and
 *       {@code outcome}; for spans only {@code cognigy.run}, the id, and {@code cognigy.target}
 *   <li>{@code cognigy.change}: a request that changes something, with the wait for its end and the reading back, by {@code
 *       kind} and {@code outcome} ({@code confirmed}, {@code unconfirmed}, {@code refuted}, {@code refused}, {@code failed}
 *       or {@code open}); for spans only {@code cognigy.mutation}, its name in the records
 * </ul>
 *
 * <p>A run that ends badly has an error with the word of its outcome. No observation has a reason, a verdict or another
 * text from outside. Safe for use by many threads.
 */
public final class RunObservations implements EventListener {

    private static final String KIND = "kind";
    private static final String OUTCOME = "outcome";
    private static final String TARGET = "cognigy.target";

    private final ObservationRegistry registry;

    /** A run's thread does all of its work, so what it works on is the thread's. */
    @SuppressWarnings("ThreadLocalUsage") // each registry has its own
    private final ThreadLocal<@Nullable ObservedRun> current = new ThreadLocal<>();

    /** Creates observations in a registry. */
    public RunObservations(ObservationRegistry registry) {
        this.registry = Argument.given("registry", registry);
    }

    /** The observations of a run's thread. */
    private static final class ObservedRun {

        private final String runId;
        private final @Nullable ObservedRun outer;
        private final Observation run;
        private final Map<String, Observation> changes = new HashMap<>();

        /** The names of the mutations whose requests are sent and not settled. */
        private final Set<String> underWay = new HashSet<>();

        ObservedRun(String runId, @Nullable ObservedRun outer, Observation run) {
            this.runId = runId;
            this.outer = outer;
            this.run = run;
        }
    }

    /** The error of an observation whose run ended badly. */
    private static final class EndedBadlyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        EndedBadlyException(String outcome) {
            super(outcome, null, false, false);
        }
    }

    @Override
    public Scope enter(RunWork work) {
        if (registry.isNoop()) {
            return Scope.NONE;
        }
        return work.mutation().isPresent() ? enter(work, work.mutation().get()) : begin(work);
    }

    private Scope begin(RunWork work) {
        Observation run = Observation.createNotStarted("cognigy.run", registry)
                .contextualName("run " + work.kind())
                .lowCardinalityKeyValue(KIND, work.kind())
                .lowCardinalityKeyValue(OUTCOME, "none")
                .highCardinalityKeyValue("cognigy.run", work.runId())
                .highCardinalityKeyValue(TARGET, work.target())
                .start();
        ObservedRun observed = new ObservedRun(work.runId(), current.get(), run);
        Observation.Scope scope = run.openScope();
        current.set(observed);
        return () -> {
            if (observed.outer == null) {
                current.remove();
            } else {
                current.set(observed.outer);
            }
            observed.changes.values().forEach(Observation::stop);
            scope.close();
            run.stop();
        };
    }

    private Scope enter(RunWork work, String mutation) {
        ObservedRun observed = current.get();
        if (observed == null) {
            return Scope.NONE;
        }
        Observation change = observed.changes.computeIfAbsent(
                mutation,
                name -> Observation.createNotStarted("cognigy.change", registry)
                        .parentObservation(observed.run)
                        .contextualName("change " + work.kind())
                        .lowCardinalityKeyValue(KIND, work.kind())
                        .lowCardinalityKeyValue(OUTCOME, "open")
                        .highCardinalityKeyValue("cognigy.run", work.runId())
                        .highCardinalityKeyValue("cognigy.mutation", name)
                        .start());
        Observation.Scope scope = change.openScope();
        return () -> {
            scope.close();
            // A change that others are begun after goes on until it is completed.
            if (!observed.underWay.contains(mutation)) {
                observed.changes.remove(mutation);
                change.stop();
            }
        };
    }

    @Override
    public void on(RunEvent event) {
        ObservedRun observed = current.get();
        if (observed == null || !observed.runId.equals(event.runId())) {
            return;
        }
        if (event.event() instanceof Event.OfMutation body) {
            note(observed, body);
        } else if (event.event() instanceof Event.RunStarted || event.event() instanceof Event.RunResumed) {
            observed.run.highCardinalityKeyValue(TARGET, event.target());
        } else if (event.event() instanceof Event.RunFinished finished) {
            end(observed.run, finished.outcome());
        }
    }

    private static void note(ObservedRun observed, Event.OfMutation event) {
        String outcome = "open";
        if (event instanceof Event.MutationRefused) {
            outcome = "refused";
        } else if (event instanceof Event.MutationEnded ended && !ended.reached()) {
            outcome = "failed";
        } else if (event instanceof Event.MutationConfirmed confirmed) {
            outcome = word(confirmed.judged());
        }
        if (outcome.equals("open")) {
            observed.underWay.add(event.mutation());
        } else {
            observed.underWay.remove(event.mutation());
        }
        Observation change = observed.changes.get(event.mutation());
        if (change != null) {
            change.lowCardinalityKeyValue(OUTCOME, outcome);
        }
    }

    private static String word(Verdict judged) {
        return judged.match("confirmed", "refuted", "unconfirmed");
    }

    private static void end(Observation run, Outcome outcome) {
        String word = OutcomeWord.of(outcome);
        run.lowCardinalityKeyValue(OUTCOME, word);
        boolean isBad = !(outcome instanceof Outcome.Succeeded
                || outcome instanceof Outcome.Rejected
                || outcome instanceof Outcome.Cancelled);
        if (isBad) {
            run.error(new EndedBadlyException(word));
        }
    }
}
