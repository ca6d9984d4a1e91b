package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.record.Deliveries;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ForwardingStore;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.understanding.UnderstandingDiff;
import io.cognigydeploy.core.understanding.Understood;
import io.cognigydeploy.core.understanding.Utterances;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The run, its kind and its target in the logging context of each thread that works for it. */
class LogContextTest {

    private static final org.slf4j.Logger mine = LoggerFactory.getLogger(LogContextTest.class);

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final Lines lines = new Lines();

    /** The lines with the context that they had. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            all.add(line);
        }

        /** Returns the context of the lines that contain a text. */
        List<Map<String, String>> contexts(String text) {
            List<Map<String, String>> found = new ArrayList<>();
            for (ILoggingEvent line : all) {
                if (line.getFormattedMessage().contains(text)) {
                    found.add(line.getMDCPropertyMap());
                }
            }
            return found;
        }
    }

    @BeforeEach
    void listen() {
        root.setLevel(Level.INFO);
        lines.start();
        root.addAppender(lines);
        MDC.clear();
    }

    @AfterEach
    void stop() {
        root.detachAppender(lines);
        root.setLevel(before);
        MDC.clear();
    }

    private static Map<String, String> of(String runId) {
        return Map.of("cognigy.run", runId, "cognigy.kind", "bot-version", "cognigy.target", BotRelease.ENVIRONMENT);
    }

    private static Notifier logging() {
        return new Notifier() {
            @Override
            public String name() {
                return "log";
            }

            @Override
            public void deliver(Report report, Platform platform) {
                mine.info("delivered");
            }
        };
    }

    private BotRelease release(FakeCognigy fake) {
        return new BotRelease(fake, folder)
                .fault(Fault.on("GET", "/api/v1/deployments/.*").times(1).status(503))
                .with(builder -> builder.gate("own", plan -> {
                            mine.info("judged");
                            return Verdict.pass();
                        })
                        .notify(logging())
                        .listener(EventListener.logging(mine)));
    }

    @Test
    void everyLineOfARunHasItsNames() {
        Report report = release(FakeCognigy.withDefaultWorld()).run();

        assertThat(lines.contexts("judged")).containsExactly(of(report.runId()));
        assertThat(lines.contexts("Sending again")).containsExactly(of(report.runId()));
        assertThat(lines.contexts("delivered")).contains(of(report.runId()));
        assertThat(lines.contexts("run " + report.runId()))
                .hasSameSizeAs(report.events())
                .containsOnly(of(report.runId()));
    }

    @Test
    void thePlanOfARunIsAPartOfIt() {
        BotRelease release = release(FakeCognigy.withDefaultWorld())
                .fault(Fault.on("GET", "/api/v1/bots/.*").times(1).status(503));

        Report report = release.pipeline().run(release.deployment);

        assertThat(lines.contexts("Sending again")).hasSize(2).containsOnly(of(report.runId()));
    }

    @Test
    void theContextIsAfterwardsAsItWasBefore() {
        MDC.put("cognigy.run", "an outer run");
        MDC.put("request", "r-1");

        Report report = release(FakeCognigy.withDefaultWorld()).run();

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("cognigy.run", "an outer run", "request", "r-1"));
        assertThat(lines.contexts("judged"))
                .singleElement()
                .satisfies(context -> assertThat(context)
                        .containsAllEntriesOf(of(report.runId()))
                        .containsEntry("request", "r-1"));
    }

    @Test
    void aThreadOfAnExecutorHasTheNamesForTheRunOnly() throws Exception {
        BotRelease release = release(FakeCognigy.withDefaultWorld());
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Report report =
                    release.pipeline().start(release.deployment, executor).await();
            executor.submit(() -> mine.info("afterwards")).get();

            assertThat(lines.contexts("judged")).containsExactly(of(report.runId()));
            assertThat(lines.contexts("afterwards")).containsExactly(Map.of());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aWorkerNamesTheRunThatItResumesOrCannotResume() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut power = new PowerCut(fake).afterEvent(6);
        BotRelease dying = new BotRelease(fake, power, folder)
                .with(builder -> builder.listener(power).notify(logging()));
        assertThatThrownBy(dying::run).isInstanceOf(PowerCut.Dead.class);
        String runId = dying.onlyRunId();
        RunStore broken = new ForwardingStore(RunStore.files(folder)) {
            @Override
            public List<ObjectNode> records(String id) {
                throw new UncheckedIOException(new IOException("the disk is gone"));
            }
        };

        RunWorker.of(
                        broken,
                        release(fake).with(builder -> builder.store(broken)).pipeline())
                .lookOnce();
        RunWorker.of(RunStore.files(folder), release(fake).pipeline()).lookOnce();

        assertThat(lines.contexts("cannot be taken over")).containsExactly(of(runId));
        assertThat(lines.contexts("resumed by")).containsExactly(of(runId));
        assertThat(lines.contexts("delivered")).contains(of(runId));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void aDeliveryThatIsTriedAgainHasTheNamesOfItsRun() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        BotRelease release = release(fake)
                .with(builder -> builder.notify(new Notifier() {
                    private boolean isUp;

                    @Override
                    public String name() {
                        return "receiver";
                    }

                    @Override
                    public void deliver(Report report, Platform platform) {
                        if (!isUp) {
                            isUp = true;
                            throw new IllegalStateException("down");
                        }
                        mine.info("received");
                    }
                }));
        var pipeline = release.pipeline();
        pipeline.run(release.deployment);
        fake.time().advance(Duration.ofSeconds(5));

        Deliveries later = pipeline.deliverPending();

        assertThat(lines.contexts("received"))
                .containsExactly(of(later.reports().get(0).runId()));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void threadsThatAskForACheckHaveTheNamesToo() {
        Report report = release(FakeCognigy.withDefaultWorld())
                .with(builder -> builder.gate("asked", plan -> {
                    diff().concurrency(3).ask(utterance -> {
                        mine.info("asked {}", utterance);
                        return Understood.as("order", 0.9);
                    });
                    return Verdict.pass();
                }))
                .run();

        assertThat(lines.contexts("asked ")).hasSize(3).containsOnly(of(report.runId()));
    }

    private static UnderstandingDiff diff() {
        try {
            return UnderstandingDiff.of(Utterances.csv(new StringReader("text,intent\na,order\nb,order\nc,order\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ReleaseExample<?>> kinds() {
        return ReleaseExample.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theNamesAreThoseOfEachEvent(ReleaseExample<?> kind) {
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();

        Report report = run(kind, expected, seen);

        assertThat(seen).isEqualTo(expected).hasSameSizeAs(report.events());
    }

    private <D extends Deployment> Report run(ReleaseExample<D> kind, List<String> expected, List<String> seen) {
        FakeCognigy fake = kind.world().get();
        return kind.setup()
                .on(fake, fake, folder)
                .with(builder -> builder.listener(event -> {
                    expected.add(event.runId() + " " + event.kind() + " " + event.target());
                    seen.add(MDC.get("cognigy.run") + " " + MDC.get("cognigy.kind") + " " + MDC.get("cognigy.target"));
                }))
                .run();
    }
}
