package io.cognigydeploy.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.testing.FakeCognigy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A run on a platform of its own that a {@link Mishap} befalls, and what is found out about it afterwards. */
final class Ordeal<D extends Deployment> implements Transport {

    /** What whoever started the run is told. */
    enum End {
        SUCCEEDED,
        UNDONE,
        PERSON_NEEDED
    }

    /** @param problems what is not as it has to be */
    record Finding(String scene, String mishap, int number, End end, List<String> problems) {

        @Override
        public String toString() {
            return scene + ", " + mishap + " #" + number + " (" + end + "): " + String.join("; ", problems);
        }
    }

    private final Scene<D> scene;
    private final Path records;
    private final FakeCognigy fake;
    private final PowerCut power;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<String> effects = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int exchanges;
    private int looks;
    private int events;
    private int interruptAt;
    private boolean answerLost;
    private int cancelAt;

    Ordeal(Scene<D> scene, Path records) {
        this.scene = scene;
        this.records = records;
        this.fake = scene.world().get();
        this.power = new PowerCut(fake);
    }

    FakeCognigy fake() {
        return fake;
    }

    PowerCut power() {
        return power;
    }

    void interruptAt(int exchange, boolean afterEffect) {
        interruptAt = exchange;
        answerLost = afterEffect;
    }

    void cancelAt(int event) {
        cancelAt = event;
    }

    /** The way to the platform: notes every request that changes something there, by what it changes. */
    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        boolean interrupt = ++exchanges == interruptAt;
        if (interrupt && !answerLost) {
            Thread.currentThread().interrupt();
        }
        boolean isLook = request.method().equals("GET");
        looks += isLook ? 1 : 0;
        String before = isLook ? "" : fake.toJson();
        try {
            Response response = power.exchange(request, limit);
            if (interrupt && answerLost) {
                throw new InterruptedException("interrupted before the answer to " + request);
            }
            return response;
        } finally {
            if (!isLook && !before.equals(fake.toJson())) {
                effects.add(request.method() + " " + request.uri() + " " + bodyOf(request));
            }
        }
    }

    /** Absent if the run had no such moment, so that nothing befell it. */
    Optional<Finding> undergo(Mishap mishap, int number) throws InterruptedException {
        mishap.arming().arm(this, number);
        Stage<D> stage = scene.staging().on(fake, this, records);
        stage.with(builder -> builder.listener(event -> {
            if (++events == cancelAt) {
                runs.get(0).cancel();
            }
        }));
        stage.with(builder -> builder.listener(power));
        Optional<Report> report = run(stage);
        int moments = switch (mishap.moments()) {
            case REQUESTS -> exchanges;
            case LOOKS -> looks;
            case RECORDS -> events;
        };
        if (moments < number) {
            return Optional.empty();
        }
        End end = report.isPresent() ? judge(report.get()) : judgeNothing();
        if (report.isPresent()) {
            again(report.get());
        }
        return Optional.of(new Finding(scene.name(), mishap.name(), number, end, problems));
    }

    /** Runs, and goes on in another process if the first one dies. Absent if it did not come to a run. */
    private Optional<Report> run(Stage<D> stage) throws InterruptedException {
        try {
            DeploymentPipeline<D> pipeline = stage.pipeline();
            runs.add(pipeline.start(pipeline.plan(stage.wish), queue::add));
        } catch (CognigyException | PowerCut.Dead e) {
            Thread.interrupted();
            return Optional.empty();
        }
        queue.remove().run();
        Thread.interrupted();
        try {
            return Optional.of(runs.get(0).await());
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof PowerCut.Dead) {
                return Optional.of(resume());
            }
            throw e;
        }
    }

    private Report resume() {
        power.atExchange(Integer.MAX_VALUE, false).afterEvent(Integer.MAX_VALUE);
        return scene.staging()
                .on(fake, this, records)
                .pipeline()
                .resume(runs.get(0).id());
    }

    private End judgeNothing() {
        if (!effects.isEmpty()) {
            problems.add("planning changed something: " + effects);
        }
        return End.UNDONE;
    }

    private End judge(Report report) {
        Outcome outcome = report.outcome();
        End end;
        if (!(outcome instanceof Outcome.Unknown)) {
            letThePlatformRest();
        }
        if (outcome instanceof Outcome.Succeeded) {
            end = End.SUCCEEDED;
            if (!scene.isAsWished(fake)) {
                problems.add(
                        "said to have succeeded, but there is " + scene.live().apply(fake));
            }
            if (!report.verifications().stream().allMatch(CheckResult::passed)) {
                problems.add("said to have succeeded, but not verified");
            }
        } else if (outcome instanceof Outcome.Unknown unknown) {
            end = End.PERSON_NEEDED;
            requireNamed(report, unknown.nextStep());
        } else if (outcome instanceof Outcome.RollbackFailed failed) {
            end = End.PERSON_NEEDED;
            requireNamed(report, failed.nextStep());
        } else {
            end = End.UNDONE;
            if (!scene.isAsBefore(fake)) {
                problems.add(
                        "said to be as it was, but there is " + scene.live().apply(fake));
            }
        }
        if (new HashSet<>(effects).size() < effects.size()) {
            problems.add("sent twice with effect: " + effects);
        }
        if (!fake.violations().isEmpty()) {
            problems.add("not as documented: " + fake.violations());
        }
        ChainedLog.verify(report.folder().resolve("journal.jsonl")).problem().ifPresent(problems::add);
        if (!problems.isEmpty()) {
            problems.add(outcome.toString());
        }
        return end;
    }

    /** Whatever is still under way there comes to its end: what is said has to be true of that, too. */
    private void letThePlatformRest() {
        CognigyClient somebody = fake.client();
        JsonNode state = state();
        for (int poll = 0; poll < 5; poll++) {
            state.path("deployments")
                    .forEach(job ->
                            somebody.operations().deployment(text(job, "id")).poll());
            state.path("rollouts")
                    .forEach(job ->
                            somebody.operations().configuration(text(job, "id")).poll());
            state.path("flows")
                    .path("deployed")
                    .forEach(flow -> somebody.flows().status(text(flow, "id"), text(flow, "environmentId")));
        }
    }

    private JsonNode state() {
        try {
            return Json.MAPPER.readTree(fake.toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText();
    }

    /** A person is told where to look: the target, or an operation. */
    private void requireNamed(Report report, String nextStep) {
        String target = scene.staging().on(fake, this, records).wish.target();
        Stream<String> names = Stream.concat(
                Stream.of(target), report.mutations().stream().flatMap(mutation -> mutation.operationId().stream()));
        if (names.noneMatch(nextStep::contains)) {
            problems.add("does not say where to look: " + nextStep);
        }
    }

    /** A run that has ended is only told again; one that is unknown is looked into again, with no other rules. */
    private void again(Report report) {
        int requests = fake.requests().size();
        Report again = resume();
        if (report.outcome() instanceof Outcome.Unknown) {
            judge(again);
        } else if (!again.outcome().equals(report.outcome()) || fake.requests().size() > requests) {
            problems.add("resumed after its end: " + again.outcome());
        }
    }

    private static String bodyOf(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }
}
