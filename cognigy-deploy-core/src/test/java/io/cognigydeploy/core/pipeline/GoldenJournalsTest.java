package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.ChainedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals of earlier versions and of this one: they are read, reported, resumed and undone. */
class GoldenJournalsTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    static List<GoldenExample> all() {
        return GoldenExample.all();
    }

    static List<GoldenExample> succeeded() {
        return all().stream().filter(GoldenExample::hasSucceeded).toList();
    }

    private <D extends Deployment> DeploymentPipeline<D> pipeline(
            ReleaseExample<D> example, EffectCounter way, Path records) {
        return example.setup()
                .on(way.fake(), way, records)
                .with(builder -> builder.audit(AuditLog.jsonLines(GoldenRun.audit(records))))
                .pipeline();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFinishedRunIsReportedAsItEnded(GoldenExample golden) throws Exception {
        GoldenRun run = GoldenRun.read(golden.format(), golden.name());
        int lines = run.journal().size();
        EffectCounter way = new EffectCounter(run.platform(lines));
        run.cut(folder.resolve("records"), lines, lines - 1);

        Report report =
                pipeline(golden.example(), way, folder.resolve("records")).resume(run.runId());

        assertThat(report.outcome()).isInstanceOf(golden.end());
        assertThat(report.toJson()).contains(run.runId());
        assertThat(report.toMarkdown()).contains(run.runId());
        assertThat(way.effects()).isZero();
        requireSound(run, report, folder.resolve("records"));
        if (!(report.outcome() instanceof Outcome.Unknown)) {
            assertThat(report.events()).hasSize(lines - 1);
            assertThat(way.fake().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("succeeded")
    void aFinishedRunIsUndone(GoldenExample golden) {
        GoldenRun run = GoldenRun.read(golden.format(), golden.name());
        int lines = run.journal().size();
        EffectCounter way = new EffectCounter(run.platform(lines));
        Path records = folder.resolve("records");
        run.cut(records, lines, lines - 1);

        Report report = pipeline(golden.example(), way, records).undo(run.runId());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(golden.example().isAsBefore(way.fake())).isTrue();
        requireSound(run, report, records);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRunThatWasCutOffAtARecordIsResumedToItsEnd(GoldenExample golden) throws Exception {
        GoldenRun run = GoldenRun.read(golden.format(), golden.name());
        for (int lines = 1; lines < run.journal().size(); lines++) {
            resumed(golden, run, lines, lines);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRunThatWasCutOffJustBeforeARecordIsResumedToItsEnd(GoldenExample golden) throws Exception {
        GoldenRun run = GoldenRun.read(golden.format(), golden.name());
        for (int lines = 1; lines < run.journal().size(); lines++) {
            // Otherwise nothing happened between the two records.
            if (!run.moments().get(lines).equals(run.moments().get(lines - 1))) {
                resumed(golden, run, lines, lines + 1);
            }
        }
    }

    /** Resumes the first lines of a journal on the platform as it stood at a line. */
    private void resumed(GoldenExample golden, GoldenRun run, int lines, int moment) throws IOException {
        String when = golden + " cut off at " + lines + ": "
                + GoldenRun.body(run.journal().get(lines - 1)).path("event").asText("plan");
        EffectCounter way = new EffectCounter(run.platform(moment));
        Path records = folder.resolve(lines + "-" + moment);
        // The audit log is written after the journal, so it may lack the last event.
        run.cut(records, lines, Math.max(0, lines - 1 - moment % 2));

        Report report = pipeline(golden.example(), way, records).resume(run.runId());

        if (report.outcome() instanceof Outcome.Succeeded && !golden.isUndone()) {
            assertThat(golden.example().isAsDeployed(way.fake())).as(when).isTrue();
        } else if (report.outcome() instanceof Outcome.RolledBack && golden.isUndone()) {
            assertThat(golden.example().isAsBefore(way.fake())).as(when).isTrue();
        } else {
            assertThat(report.outcome()).as(when).isInstanceOf(Outcome.Unknown.class);
            assertThat(golden.isUnknownIfUnanswered()).as(when).isTrue();
            assertThat(run.journal().get(lines - 1)).as(when).containsAnyOf("mutation_intended", "mutation_in_doubt");
        }
        int whole = run.moments().get(run.moments().size() - 1).effects();
        assertThat(run.moments().get(moment - 1).effects() + way.effects())
                .as(when + ", requests with an effect")
                .isLessThanOrEqualTo(whole);
        assertThat(way.fake().violations()).as(when).isEmpty();
        requireSound(run, report, records);
    }

    private static void requireSound(GoldenRun run, Report report, Path records) {
        assertThat(ChainedLog.verify(report.folder().orElseThrow().resolve("journal.jsonl"))
                        .problem())
                .isEmpty();
        assertThat(AuditLog.verify(GoldenRun.audit(records))).isInstanceOf(Verdict.Pass.class);
        List<ObjectNode> journaled = bodies(report.folder().orElseThrow().resolve("journal.jsonl"));
        journaled.remove(0);
        List<ObjectNode> audited = bodies(GoldenRun.audit(records));
        assertThat(audited).hasSameSizeAs(journaled);
        for (int i = 0; i < audited.size(); i++) {
            // An audit record also says which run it is of.
            audited.get(i)
                    .retain(journaled.get(i).properties().stream()
                            .map(Map.Entry::getKey)
                            .toList());
        }
        assertThat(audited).isEqualTo(journaled);
        assertThat(report.runId()).isEqualTo(run.runId());
    }

    private static List<ObjectNode> bodies(Path log) {
        try {
            List<ObjectNode> bodies = new ArrayList<>();
            Files.readAllLines(log).forEach(line -> bodies.add((ObjectNode) GoldenRun.body(line)));
            return bodies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void everyEventOfTheFormatIsInAGoldenJournal(String format) {
        Set<String> recorded = GoldenExample.of(format).stream()
                .flatMap(golden -> GoldenRun.read(golden.format(), golden.name()).journal().stream()
                        .skip(1))
                .map(line -> GoldenRun.body(line).path("event").asText())
                .collect(Collectors.toSet());

        assertThat(recorded)
                .containsExactlyInAnyOrder(
                        "run_started",
                        "run_resumed",
                        "check_judged",
                        "manifest_written",
                        "mutation_intended",
                        "mutation_refused",
                        "mutation_in_doubt",
                        "mutation_accepted",
                        "mutation_progressed",
                        "mutation_ended",
                        "mutation_confirmed",
                        "canary_begun",
                        "canary_observed",
                        "waiting",
                        "compensation_started",
                        "run_finished",
                        "record_delivered",
                        "record_lost");
    }
}
