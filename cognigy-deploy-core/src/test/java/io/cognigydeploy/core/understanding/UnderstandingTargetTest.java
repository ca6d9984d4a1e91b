package io.cognigydeploy.core.understanding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.ScriptedReply;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnderstandingTargetTest {

    private static final String TEST = "/api/v1/bots/" + BotRelease.BOT + "/test";

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final InstalledProject project = fake.installation().project("shop-prod");
    private final CognigyInstallation installation = CognigyInstallation.builder()
            .baseUrl("https://api-prod.test")
            .credentials(Credentials.apiKey("demo-key"))
            .transport(fake)
            .time(fake.time())
            .random(new Random(1))
            .withoutRateLimit()
            .build();

    private static Utterances set(String... texts) {
        StringBuilder csv = new StringBuilder("text,intent\n");
        for (String text : texts) {
            csv.append(text).append(",order\n");
        }
        try {
            return Utterances.csv(new StringReader(csv.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] texts(int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "order " + i;
        }
        return texts;
    }

    private static UnderstandingDiff diff(String... texts) {
        return UnderstandingDiff.of(set(texts)).concurrency(1);
    }

    private UnderstandingTarget endpoint() {
        return UnderstandingTarget.endpoint(
                installation, prod(), new ObjectId(project.endpoint("Web").id()));
    }

    private Project prod() {
        for (Project each : installation.lists().projects()) {
            if (each.name().equals("shop-prod")) {
                return each;
            }
        }
        throw new AssertionError();
    }

    // ---------------------------------------------------------------- a bot

    @Test
    void aBotIsAskedThroughItsTestEndpoint() throws Exception {
        fake.understands(BotRelease.BOT, "one", "order", 0.91, "city=Bonn");
        fake.understands(BotRelease.BOT, "two", "", 0);
        fake.fail(Fault.on("POST", TEST).stall(Duration.ofMillis(250)));

        Answers answers = diff("one", "two").ask(UnderstandingTarget.bot(fake.client(), BotRelease.BOT));

        assertThat(answers.target()).isEqualTo("bot " + BotRelease.BOT);
        assertThat(answers.all().get(0))
                .isEqualTo(new Understood(
                        Optional.of("order"),
                        Optional.of(0.91),
                        Map.of("city", "Bonn"),
                        Optional.empty(),
                        Duration.ofMillis(250),
                        Optional.empty()));
        assertThat(answers.all().get(1).intent()).contains(Utterances.NONE);
    }

    @Test
    void anUnreadableIntentIsNoAnswer() throws Exception {
        fake.fail(Fault.on("POST", TEST)
                .always()
                .body("{\"success\":true,\"message\":\"\",\"data\":{\"intent\":{\"name\":[]}}}", "application/json"));

        Answers answers = diff("one").ask(UnderstandingTarget.bot(fake.client(), BotRelease.BOT));

        assertThat(answers.all().get(0).failure())
                .hasValueSatisfying(why -> assertThat(why).startsWith("the intent could not be read"));
    }

    @Test
    void aTargetThatAnswersNothingIsNotAskedToTheEnd() throws Exception {
        fake.fail(Fault.on("POST", TEST).always().status(403));

        UnderstandingResult result = diff(texts(50))
                .run(utterance -> Understood.as("order", 1), UnderstandingTarget.bot(fake.client(), BotRelease.BOT));

        assertThat(fake.requests("POST", TEST)).hasSize(10);
        assertThat(result.unanswered()).isEqualTo(50);
        assertThat(result.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(result.verdict().reason()).contains("answered no utterance").contains("403");
    }

    @Test
    void asManyUtterancesAreAskedAtOnceAsWereSet() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> progress = new ArrayList<>();

        Answers answers = diff(texts(9))
                .concurrency(3)
                .onProgress((target, count, of) -> progress.add(count))
                .ask(utterance -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    three.countDown();
                    three.await();
                    now.decrementAndGet();
                    return Understood.as(utterance.text(), 1);
                });

        assertThat(most).hasValue(3);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(answers.all().stream().map(each -> each.intent().orElseThrow()))
                .containsExactly(texts(9));
    }

    @Test
    void anInterruptEndsAllCalls() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        Thread asker = Thread.currentThread();
        Thread other = new Thread(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            asker.interrupt();
        });
        other.start();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> diff(texts(5)).concurrency(2).ask(utterance -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return Understood.failed("never");
                    } finally {
                        ended.countDown();
                    }
                }));
        assertThat(ended.getCount()).isZero();
        other.join();
    }

    // ---------------------------------------------------------------- an endpoint of the product

    @Test
    void anEndpointIsTalkedToInTestModeAndItsIntentsAreThoseOfTheRecord() throws Exception {
        fake.installation().conversationsAppearAfter(Duration.ofSeconds(6));
        project.replies("", "one", ScriptedReply.text("Which?").understoodAs("order", 0.77));

        Answers answers = diff("one", "two").ask(endpoint());

        Understood one = answers.all().get(0);
        assertThat(one.intent()).contains("order");
        assertThat(one.confidence()).contains(0.77);
        assertThat(one.answer()).contains("Which?");
        assertThat(answers.all().get(1).intent()).isEmpty();
        assertThat(answers.all().get(1).answer()).contains("Hello from shop-prod");
        assertThat(fake.requests("POST", "/test/" + project.endpoint("Web").urlToken()))
                .hasSize(2);
    }

    @Test
    void recordsThatDoNotAppearAreNotAwaitedForEver() throws Exception {
        fake.installation().conversationsAppearAfter(Duration.ofDays(1));
        var begun = fake.time().now();

        UnderstandingResult result = diff(texts(20)).run(endpoint(), endpoint());

        assertThat(Duration.between(begun, fake.time().now())).isLessThan(Duration.ofMinutes(4));
        assertThat(result.intentsCompared()).isFalse();
        assertThat(result.answers().orElseThrow().pairs()).isEqualTo(20);
        assertThat(result.verdict().reason()).contains("names no intents, so only answers were compared: 0 of 20");
    }

    @Test
    void anAnswerOfAnotherSnapshotIsNoAnswer() throws Exception {
        project.replies(ScriptedReply.text("Hi").understoodAs("order", 0.9));
        ObjectId served = new ObjectId(project.endpoint("Web").entrypoint());
        ObjectId web = new ObjectId(project.endpoint("Web").id());

        assertThat(diff("one")
                        .ask(UnderstandingTarget.snapshot(installation, prod(), web, served))
                        .all()
                        .get(0)
                        .intent())
                .contains("order");
        assertThat(diff("one")
                        .ask(UnderstandingTarget.snapshot(installation, prod(), web, prod().id()))
                        .all()
                        .get(0)
                        .failure())
                .hasValueSatisfying(why -> assertThat(why).contains("snapshot " + served + " answered instead"));
    }

    @Test
    void aFailureOfAGatewayIsTriedAgainInANewSession() throws Exception {
        String path = "/test/" + project.endpoint("Web").urlToken();
        fake.fail(Fault.on("POST", path).status(502));

        Answers answers = diff("one").ask(endpoint());

        assertThat(answers.answered()).isEqualTo(1);
        assertThat(fake.requests("POST", path).stream()
                        .map(RecordedRequest::body)
                        .distinct())
                .hasSize(2);
    }

    @Test
    void anEndpointOfAnotherChannelCannotBeAsked() throws Exception {
        ObjectId chat = new ObjectId(
                project.addEndpoint("Chat", "webchat3", project.snapshots().get(0))
                        .id());

        Answers answers = diff("one").ask(UnderstandingTarget.endpoint(installation, prod(), chat));

        assertThat(answers.all().get(0).failure())
                .contains("only a REST endpoint can be talked to, and this one is webchat3");
    }

    @Test
    void testModeIsAskedNoFasterThanItAllows() throws Exception {
        fake.installation().conversationsAppearAfter(Duration.ofDays(1));
        var begun = fake.time().now();

        diff(texts(601)).ask(endpoint());

        assertThat(Duration.between(begun, fake.time().now())).isBetween(Duration.ofHours(1), Duration.ofMinutes(63));
    }

    // ---------------------------------------------------------------- a release

    private BotRelease release(UnderstandingDiff diff) {
        Path baseline = folder.resolve("before.jsonl");
        return new BotRelease(fake, folder.resolve("records"))
                .with(builder -> builder.gate("utterances", diff.record(baseline))
                        .verify("understanding", diff.since(baseline)));
    }

    private void understand(String version, int count, String intent) {
        for (String text : texts(count)) {
            fake.understandsIn(BotRelease.BOT, version, text, intent, 0.9);
        }
    }

    @Test
    void aReleaseIsComparedWithTheVersionBeforeIt() throws Exception {
        understand(BotRelease.OLD, 200, "order");
        understand(BotRelease.NEW, 200, "order");
        List<UnderstandingResult> results = new ArrayList<>();

        Report report =
                release(diff(texts(200)).concurrency(4).onResult(results::add)).run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(results)
                .singleElement()
                .satisfies(one -> assertThat(one.overall().orElseThrow().both()).isEqualTo(200));
        assertThat(Files.readAllLines(folder.resolve("before.jsonl"))).hasSize(201);
        assertThat(report.toMarkdown())
                .contains("## Understanding: understanding")
                .contains("| **intent order** | 200 utterances |".replace("**", ""));
        assertThat(report.toHtml()).contains("<svg").contains("1.000 (0.981 to 1.000) → 1.000");
    }

    @Test
    void aReleaseThatUnderstandsLessIsRolledBack() throws Exception {
        understand(BotRelease.OLD, 60, "order");
        understand(BotRelease.NEW, 60, "cancel");
        fake.understandsIn(BotRelease.BOT, BotRelease.NEW, "order 1", "order", 0.9);

        Report report = release(diff(texts(60))).run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("more than 0.1 of the recall is lost of order");
        assertThat(report.toMarkdown()).contains("**intent order**").contains("59 lost, 0 gained");
    }

    @Test
    void aReleaseWithoutAUsableBaselineIsNotPassed() throws Exception {
        understand(BotRelease.NEW, 3, "order");
        Path baseline = folder.resolve("before.jsonl");
        Files.writeString(
                baseline, diff("other").ask(utterance -> Understood.as("a", 1)).toJsonLines());

        Report report = new BotRelease(fake, folder.resolve("records"))
                .with(builder -> builder.verify("understanding", diff(texts(3)).since(baseline)))
                .run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("Record them again with the present set");

        Report without = new BotRelease(fake, folder.resolve("more"))
                .with(builder -> builder.verify("understanding", diff(texts(3)).since(folder.resolve("none"))))
                .run();
        assertThat(without.outcome().because()).contains("cannot be used").contains("NoSuchFile");
    }
}
