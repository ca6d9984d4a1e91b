package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Journals that have lost their end or are damaged there: nothing is sent twice, and every cut is said. */
class CutJournalTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    @TempDir(factory = MemoryFolder.class)
    Path elsewhere;

    private FakeCognigy fake;
    private BotRelease dead;

    @BeforeEach
    void setUp() {
        fake = FakeCognigy.withDefaultWorld();
        dead = new BotRelease(fake, records);
    }

    /** Dies with the intent as its last record, before or after the request had its effect. */
    private void die(boolean afterEffect) {
        PowerCut way = new PowerCut(fake);
        dead = new BotRelease(fake, way, records);
        dead.with(builder -> builder.audit(audit()).listener(event -> {
            if (event.event() instanceof Event.MutationIntended) {
                way.atExchange(1, afterEffect);
            }
        }));
        DeploymentPipeline<BotDeployment> pipeline = dead.pipeline();
        Plan plan = pipeline.plan(dead.deployment);
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(() -> pipeline.run(plan));
        assertThat(fake.deployments()).hasSize(afterEffect ? 1 : 0);
    }

    private AuditLog audit() {
        return AuditLog.jsonLines(elsewhere.resolve("audit.jsonl"));
    }

    private Path journal() {
        return records.resolve(dead.onlyRunId()).resolve("journal.jsonl");
    }

    /** Takes the last record of a file away, but for so many of its bytes. */
    private static void cutLast(Path file, int left) throws IOException {
        byte[] all = Files.readAllBytes(file);
        int last = new String(all, StandardCharsets.ISO_8859_1).lastIndexOf('\n', all.length - 2) + 1;
        Files.write(file, Arrays.copyOf(all, last + left));
    }

    private Report resume() {
        return new BotRelease(fake, records)
                .with(builder -> builder.audit(audit()))
                .pipeline()
                .resume(dead.onlyRunId());
    }

    @Test
    void oneFlippedBitInTheLastRecordIsDamageAndNothingIsSent() throws IOException {
        die(true);
        byte[] whole = Files.readAllBytes(journal());
        int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('\n', whole.length - 2) + 1;
        for (int at = last; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(journal(), flipped);

            assertThatExceptionOfType(DamagedRecordException.class).isThrownBy(this::resume);

            assertThat(journal()).hasBinaryContent(flipped);
        }
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aRequestWhoseIntentWasTornIsNotSentTwice() throws IOException {
        die(true);
        cutLast(journal(), 100);

        Report report = resume();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("dep_0001");
        assertThat(fake.deployments()).hasSize(1);
        assertThat(report.journalCuts())
                .singleElement()
                .satisfies(cut -> assertThat(cut.keptAside()).containsExactly("journal.jsonl.torn-1"));
        assertThat(report.toText()).contains("the journal was cut");
        assertThat(report.toMarkdown()).contains("the journal was cut");
        assertThat(report.toJson()).contains("journal.jsonl.torn-1");
        assertThat(Files.readString(elsewhere.resolve("audit.jsonl"))).contains("journal_cut", "mutation_presumed");
        assertThat(AuditLog.verify(elsewhere.resolve("audit.jsonl"))).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aRunWhoseIntentWasTornBeforeItWasSentGoesOn() throws IOException {
        die(false);
        cutLast(journal(), 100);

        Report report = resume();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).hasSize(1);
        assertThat(report.journalCuts()).hasSize(1);
    }

    @Test
    void aCutIsReportedOnceHoweverOftenTheRunIsResumed() throws IOException {
        die(true);
        cutLast(journal(), 1);
        resume();

        Report again = resume();

        assertThat(again.journalCuts()).hasSize(1);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aRunWithATornIntentIsNotCalledUntouchedWhenItIsCancelled() throws IOException {
        die(true);
        cutLast(journal(), 100);
        Thread.currentThread().interrupt();

        Report report = resume();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("dep_0001");
    }

    @Test
    void anEditedLastAuditRecordIsNotCutOffByTheNext() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        BotRelease release = new BotRelease(fake, records).with(builder -> builder.audit(audit()));
        release.run();
        String text = Files.readString(file);
        String edited = text.substring(0, text.lastIndexOf("\"at\":\"20")) + "\"at\":\"19"
                + text.substring(text.lastIndexOf("\"at\":\"20") + 8);
        Files.writeString(file, edited);

        Report next = new BotRelease(fake, records)
                .with(builder -> builder.audit(audit()))
                .run();

        assertThat(next.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(file).hasContent(edited);
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Fail.class);
    }

    @Test
    void anEndOfTheAuditLogThatWasCutOffIsInTheLogAndInItsVerdict() throws IOException {
        Path file = elsewhere.resolve("audit.jsonl");
        BotRelease release = new BotRelease(fake, records).with(builder -> builder.audit(audit()));
        release.run();
        cutLast(file, 40);

        release.pipeline().deliverPending();

        assertThat(Files.readString(file)).contains("\"event\":\"audit_log_cut\",\"keptAside\":\"audit.jsonl.torn-1\"");
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Pass.class);
        assertThat(AuditLog.verify(file).evidence())
                .contains(new Evidence("cut off after a crash", "audit.jsonl.torn-1"));
    }

    @Test
    void aRecordThatOnlyTheAuditLogHasIsMissedInTheJournal() throws IOException {
        die(true);
        cutLast(journal(), 0);

        Report report = resume();

        assertThat(report.journalCuts()).singleElement().satisfies(cut -> {
            assertThat(cut.lost()).isEqualTo(1);
            assertThat(cut.describe()).contains("an audit log has 1 record of the run");
        });
        assertThat(fake.deployments()).hasSize(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
    }

    static List<GoldenExample> goldenRuns() {
        return GoldenExample.all();
    }

    @Test
    void anEmptiedJournalIsNotSaidToHaveChangedNothing() throws IOException {
        die(true);
        Files.write(journal(), new byte[0]);

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(this::resume)
                .withMessageContaining("an audit log has")
                .withMessageContaining("may have changed");
        assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("goldenRuns")
    void whateverRecordWasTornAwayNothingIsMadeTwiceAndTheEndIsTrue(GoldenExample golden) {
        GoldenRun run = GoldenRun.read(golden.format(), golden.name());
        for (int lines = 1; lines < run.journal().size(); lines++) {
            resumed(golden.example(), golden, run, lines);
        }
    }

    private <D extends Deployment> void resumed(
            ReleaseExample<D> example, GoldenExample golden, GoldenRun run, int lines) {
        String when = golden + " without record " + (lines + 1) + ": "
                + GoldenRun.body(run.journal().get(lines)).path("event").asText();
        Path folder = records.resolve(run.runId() + "-" + golden.name().replace('/', '-') + "-" + lines);
        FakeCognigy platform = run.platform(lines + 1);
        EffectCounter counter = new EffectCounter(platform);
        run.cut(folder, lines, lines);

        Report report = example.setup()
                .on(platform, counter, folder)
                .with(builder -> builder.audit(AuditLog.jsonLines(GoldenRun.audit(folder))))
                .pipeline()
                .resume(run.runId());

        if (report.outcome() instanceof Outcome.Succeeded) {
            assertThat(example.isAsDeployed(platform)).as(when).isTrue();
        } else if (!(report.outcome() instanceof Outcome.Unknown)) {
            assertThat(example.isAsBefore(platform))
                    .as(when + ", " + report.outcome())
                    .isTrue();
        }
        assertThat(run.moments().get(lines).effects() + counter.effects())
                .as(when + ", requests with an effect")
                .isLessThanOrEqualTo(run.moments().get(run.moments().size() - 1).effects());
        assertThat(report.journalCuts())
                .as(when)
                .singleElement()
                .satisfies(cut -> assertThat(cut.lost()).isEqualTo(1));
        assertThat(AuditLog.verify(GoldenRun.audit(folder))).as(when).isInstanceOf(Verdict.Pass.class);
    }
}
