package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.testing.FakeCognigy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a store and a platform have of the runs of a team, held against each other. */
record TeamRecord(List<TeamRun> all, List<DeploymentJob> jobs, List<String> damaged) {

    /** A run and its events. */
    record TeamRun(RunSummary summary, List<Event> events) {

        <E extends Event> List<E> of(Class<E> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    /** A takeover, and whether it was of a run with a request whose answer was not recorded. */
    private record Takeover(String from, Instant at, boolean wasIntended) {

        /** The time at which the owner before was killed. */
        Optional<Instant> kill(Map<String, Instant> kills) {
            return Optional.ofNullable(kills.get(from));
        }
    }

    static TeamRecord of(RunStore store, FakeCognigy fake) {
        List<TeamRun> runs = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (RunSummary summary : store.runs(RunQuery.all())) {
            try {
                List<ObjectNode> records = store.records(summary.runId());
                List<Event> events = new ArrayList<>();
                for (ObjectNode each : records.subList(1, records.size())) {
                    events.add(Json.MAPPER.treeToValue(each, Event.class));
                }
                runs.add(new TeamRun(summary, events));
            } catch (RuntimeException | JsonProcessingException e) {
                damaged.add(summary.runId() + ": " + e);
            }
        }
        return new TeamRecord(runs, fake.deployments(), damaged);
    }

    int runs() {
        return all.size();
    }

    /** Returns what must not be. A run of which two owners died after their intents may end as unknown, which is true. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(damaged);
        for (TeamRun run : all) {
            if (run.summary.outcome().isEmpty()) {
                problems.add("did not end: " + run.summary);
            }
        }
        problems.addAll(duplicates());
        return problems;
    }

    /** Every deployment on the platform belongs to one run, and each change of a run has one. */
    private List<String> duplicates() {
        List<String> problems = new ArrayList<>();
        Set<String> claimed = new HashSet<>();
        for (TeamRun run : all) {
            Map<String, Set<String>> operations = new HashMap<>();
            run.of(Event.MutationAccepted.class)
                    .forEach(accepted -> operations
                            .computeIfAbsent(accepted.mutation(), any -> new HashSet<>())
                            .add(accepted.operationId()));
            operations.forEach((mutation, ids) -> {
                if (ids.size() > 1) {
                    problems.add("made twice: " + mutation + " of " + run.summary.runId() + ", " + ids);
                }
                ids.stream().filter(id -> !claimed.add(id)).forEach(id -> problems.add("two runs claim " + id));
            });
        }
        Set<String> unclear = all.stream()
                .filter(run -> run.summary
                        .outcome()
                        .filter(Outcome.Unknown.class::isInstance)
                        .isPresent())
                .map(run -> run.summary.target())
                .collect(Collectors.toSet());
        jobs.stream()
                .filter(job -> !claimed.contains(job.id()))
                .filter(job -> job.environmentId().filter(unclear::contains).isEmpty())
                .forEach(job -> problems.add("no run claims " + job.id()));
        return problems;
    }

    /** No two runs change one target at the same time. */
    List<String> overlaps() {
        List<String> problems = new ArrayList<>();
        Map<String, List<TeamRun>> byTarget = all.stream().collect(Collectors.groupingBy(run -> run.summary.target()));
        byTarget.forEach((target, runs) -> {
            List<TeamRun> changing = runs.stream()
                    .filter(run -> !run.of(Event.MutationIntended.class).isEmpty())
                    .sorted(Comparator.comparing(
                            run -> run.of(Event.MutationIntended.class).get(0).at()))
                    .toList();
            for (int i = 1; i < changing.size(); i++) {
                List<Event.OfMutation> before = changing.get(i - 1).of(Event.OfMutation.class);
                Instant begun =
                        changing.get(i).of(Event.MutationIntended.class).get(0).at();
                if (before.get(before.size() - 1).at().isAfter(begun)) {
                    problems.add("two runs at once on " + target + ": "
                            + changing.get(i - 1).summary.runId() + " and "
                            + changing.get(i).summary.runId());
                }
            }
        });
        return problems;
    }

    private List<Takeover> takeovers() {
        List<Takeover> takeovers = new ArrayList<>();
        for (TeamRun run : all) {
            for (int i = 0; i < run.events.size(); i++) {
                if (run.events.get(i) instanceof Event.RunTakenOver e) {
                    List<Event.OfMutation> before =
                            new TeamRun(run.summary, run.events.subList(0, i)).of(Event.OfMutation.class);
                    boolean intended =
                            !before.isEmpty() && before.get(before.size() - 1) instanceof Event.MutationIntended;
                    takeovers.add(new Takeover(e.from(), e.at(), intended));
                }
            }
        }
        return takeovers;
    }

    private List<Duration> delays(Map<String, Instant> kills) {
        return takeovers().stream()
                .flatMap(takeover -> takeover.kill(kills).map(kill -> Duration.between(kill, takeover.at)).stream())
                .sorted()
                .toList();
    }

    Duration slowestTakeover(Map<String, Instant> kills) {
        List<Duration> delays = delays(kills);
        return delays.isEmpty() ? Duration.ZERO : delays.get(delays.size() - 1);
    }

    /** The share of the kills by which a run was left between the intent of a request and its result. */
    double shareBetweenIntentAndResult(Map<String, Instant> kills) {
        long hit = takeovers().stream()
                .filter(Takeover::wasIntended)
                .flatMap(takeover -> takeover.kill(kills).map(kill -> takeover.from + kill).stream())
                .distinct()
                .count();
        long made = kills.size();
        return made == 0 ? 0 : (double) hit / made;
    }

    String describe(Map<String, Instant> kills) {
        Map<String, Long> ends = all.stream()
                .collect(Collectors.groupingBy(
                        run -> run.summary
                                .outcome()
                                .map(Outcome::getClass)
                                .map(Class::getSimpleName)
                                .orElse("not ended"),
                        TreeMap::new,
                        Collectors.counting()));
        List<Duration> delays = delays(kills);
        return String.format(
                java.util.Locale.ROOT,
                "%d runs %s, %d events, %d deployments, %d takeovers (%d of a run with an unanswered intent);"
                        + " after a kill median %s, slowest %s; %.0f %% of the kills between intent and result; problems: %d",
                runs(),
                ends,
                all.stream().mapToInt(run -> run.events.size()).sum(),
                jobs.size(),
                takeovers().size(),
                takeovers().stream().filter(Takeover::wasIntended).count(),
                delays.isEmpty() ? "-" : delays.get(delays.size() / 2),
                slowestTakeover(kills),
                100 * shareBetweenIntentAndResult(kills),
                problems().size());
    }
}
