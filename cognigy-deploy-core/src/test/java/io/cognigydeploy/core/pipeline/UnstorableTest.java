package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names, reasons and evidence of users' checks that are larger or odder than any record should have. */
class UnstorableTest {

    private static final String HUGE = "x".repeat(5_000_000);

    @TempDir(factory = MemoryFolder.class)
    Path records;

    @SuppressWarnings("NullAway") // on purpose
    static Stream<Arguments> oddVerdicts() {
        return Stream.of(
                        Arguments.of("NaN", List.of(Evidence.of("x", Double.NaN))),
                        Arguments.of("infinity", List.of(Evidence.of("x", Double.NEGATIVE_INFINITY))),
                        Arguments.of("a text of 5 MB", List.of(Evidence.of("x", HUGE))),
                        Arguments.of("a label of 5 MB", List.of(new Evidence(HUGE, "x"))),
                        Arguments.of("the same label twice", List.of(Evidence.of("x", 1), Evidence.of("x", 2))),
                        Arguments.of("no label", List.of(new Evidence(null, "x"))),
                        Arguments.of("no value", List.of(new Evidence("x", null))),
                        Arguments.of(
                                "a number of 20,000 digits",
                                List.of(Evidence.of(Evidence.Fact.PASS_RATE, "x", "0." + "9".repeat(20_000)))),
                        Arguments.of(
                                "a number that is a secret",
                                List.of(Evidence.of(Evidence.Fact.PASS_RATE, "x", "0.123456789"))),
                        Arguments.of("an empty label", List.of(new Evidence("", ""))),
                        Arguments.of(
                                "100,000 facts",
                                Stream.iterate(0, i -> i + 1)
                                        .limit(100_000)
                                        .map(i -> Evidence.of("fact number " + i, "as it was read " + i))
                                        .toList()))
                .flatMap(each -> ReleaseExample.reversible().stream()
                        .map(example -> Arguments.of(each.get()[0] + ", " + example.name(), example, each.get()[1])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddVerdicts")
    <D extends Deployment> void aRunWithOddEvidenceIsUndoneReportedAndReadableAgain(
            String name, ReleaseExample<D> example, List<Evidence> evidence) {
        var fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.gate("mine", plan -> {
                            plan.platform().secrets().add("0.123456789");
                            return new Verdict.Pass("fine", evidence);
                        })
                        .verify("mine too", applied -> new Verdict.Fail("bad", evidence)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(name).isInstanceOf(Outcome.RolledBack.class);
        assertThat(example.isAsBefore(fake)).isTrue();
        assertThat(fixture.pipeline().resume(report.runId()).outcome()).isEqualTo(report.outcome());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddVerdicts")
    <D extends Deployment> void aRunWithOddEvidenceThatSucceededCanBeUndone(
            String name, ReleaseExample<D> example, List<Evidence> evidence) {
        var fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.verify("mine", applied -> new Verdict.Pass("fine", evidence)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(name).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.pipeline().undo(report.runId()).outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(example.isAsBefore(fake)).isTrue();
    }

    static Stream<Arguments> oddTexts() {
        return Stream.of(HUGE, "\n\r\n::error::x", "\ud83d", "\u0000", " ", "a".repeat(300) + "\u202e")
                .flatMap(text -> ReleaseExample.reversible().stream()
                        .map(example -> Arguments.of(
                                text.substring(0, Math.min(5, text.length()))
                                                .codePoints()
                                                .boxed()
                                                .toList() + ", " + example.name(),
                                example,
                                text)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddTexts")
    <D extends Deployment> void namesAndReasonsMayBeAnything(String name, ReleaseExample<D> example, String text) {
        var fake = example.world().get();
        ReleaseFixture<D> fixture = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.gate(named(text, pass(text)))
                        .verify("v" + text, applied -> Verdict.fail(text))
                        .notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci")))
                        .notify(notifier(text))
                        .audit(sink(text)));

        Report report = fixture.run();

        assertThat(report.outcome()).as(name).isInstanceOf(Outcome.RolledBack.class);
        assertThat(example.isAsBefore(fake)).isTrue();
        assertThat(report.toText()).isNotEmpty();
        assertThat(fixture.pipeline().resume(report.runId()).outcome()).isEqualTo(report.outcome());
        assertThat(Arrays.stream(report.toText().split("\n"))).noneMatch(line -> line.startsWith("::"));
    }

    private static Check<Plan> named(String name, Verdict verdict) {
        return new Check<>() {
            @Override
            public Verdict judge(Plan subject) {
                return verdict;
            }

            @Override
            public String name() {
                return "g" + name;
            }
        };
    }

    private static Verdict pass(String text) {
        return Verdict.pass(text, new Evidence(text, text));
    }

    private static Notifier notifier(String text) {
        return new Notifier() {
            @Override
            public void deliver(Report report, Platform platform) {
                throw new IllegalStateException(text);
            }

            @Override
            public String name() {
                return "n" + text;
            }
        };
    }

    private static AuditSink sink(String text) {
        return new AuditSink() {
            private long kept;

            @Override
            public void append(RunEvent event) {
                kept = event.sequence();
                if (event.event() instanceof Event.CompensationStarted) {
                    throw new IllegalStateException(text);
                }
            }

            @Override
            public long kept(String runId) {
                return kept;
            }

            @Override
            public String name() {
                return "s" + text;
            }
        };
    }
}
