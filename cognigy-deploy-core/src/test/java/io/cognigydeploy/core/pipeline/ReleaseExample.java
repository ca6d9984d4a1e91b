package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flows.Promotion;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An example of a release of one kind, with the target before and after it. A new kind is one more of
 * {@link #all()}.
 *
 * @param world a platform on which a run of the kind goes well
 * @param setup a run of the kind on that platform
 * @param live what is in the target, part by part
 * @param before what that is before the run
 * @param after what that is when the run has gone well; every part differs from before
 * @param lasting words of a report that says that a change lasts, because nothing undoes it; absent if a rollback does
 */
record ReleaseExample<D extends Deployment>(
        String name,
        Supplier<FakeCognigy> world,
        Setup<D> setup,
        Function<FakeCognigy, List<String>> live,
        List<String> before,
        List<String> after,
        Optional<String> lasting) {

    ReleaseExample(
            String name,
            Supplier<FakeCognigy> world,
            Setup<D> setup,
            Function<FakeCognigy, List<String>> live,
            List<String> before,
            List<String> after) {
        this(name, world, setup, live, before, after, Optional.empty());
    }

    interface Setup<D extends Deployment> {
        ReleaseFixture<D> on(FakeCognigy fake, Transport way, Path records);
    }

    static List<ReleaseExample<?>> all() {
        return List.of(
                new ReleaseExample<>(
                        "bot version",
                        FakeCognigy::withDefaultWorld,
                        ReleaseFixture::bot,
                        fake -> fake.liveVersion(BotRelease.BOT, BotRelease.ENVIRONMENT).stream()
                                .toList(),
                        List.of(BotRelease.OLD),
                        List.of(BotRelease.NEW)),
                new ReleaseExample<>(
                        "configuration",
                        FakeCognigy::withDefaultWorld,
                        ReleaseFixture::configuration,
                        fake -> fake.configuration(ReleaseFixture.PLACE).map(ReleaseExample::dialogFlow).stream()
                                .toList(),
                        List.of("production_v7"),
                        List.of("production_v8")),
                new ReleaseExample<>(
                        "version rollback",
                        FakeCognigy::withDefaultWorld,
                        ReleaseFixture::rollback,
                        fake -> fake.liveVersion(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION).stream()
                                .toList(),
                        List.of(ReleaseFixture.BROKEN),
                        List.of(ReleaseFixture.TARGET)),
                new ReleaseExample<>(
                        "canary",
                        FakeCognigy::withDefaultWorld,
                        ReleaseFixture::briefCanary,
                        fake -> List.of(fake.liveVersion(ReleaseFixture.CANARY_BOT, ReleaseFixture.CANARY_PLACE)
                                        .orElse("nothing")
                                + (fake.deployments().stream()
                                                .allMatch(job -> job.state().isTerminal())
                                        ? ""
                                        : " beside a canary")),
                        List.of(ReleaseFixture.CANARY_OLD),
                        List.of(ReleaseFixture.CANARY_NEW)),
                new ReleaseExample<>(
                        "flow bundle",
                        Promotion::worldOfIndependentFlows,
                        ReleaseFixture::flows,
                        fake -> Stream.of("flow_a", "flow_b", "flow_c")
                                .map(flow -> flow + " "
                                        + fake.flowVersion(flow, Promotion.PROD).orElse("none"))
                                .toList(),
                        List.of("flow_a 1.0.0", "flow_b 1.0.0", "flow_c 1.0.0"),
                        List.of("flow_a 1.1.0", "flow_b 1.1.0", "flow_c 1.1.0")),
                new ReleaseExample<>(
                        "snapshot",
                        FakeCognigy::withDefaultWorld,
                        ReleaseFixture::snapshot,
                        fake -> fake.installation().project("shop-prod").endpoint("Web").snapshot().stream()
                                .toList(),
                        List.of("v1.0.0"),
                        List.of("v2.0.0")),
                new ReleaseExample<>(
                        "retention",
                        ReleaseFixture::worldWithOldSnapshots,
                        ReleaseFixture::retention,
                        fake -> fake.installation().project("shop-prod").snapshots(),
                        List.of("v1.0.0", "old", "new"),
                        List.of("v1.0.0", "new"),
                        Optional.of("is deleted for good; its file is kept as")));
    }

    /** Returns the examples whose changes a rollback undoes. */
    static List<ReleaseExample<?>> reversible() {
        return all().stream().filter(example -> example.lasting().isEmpty()).toList();
    }

    /** Returns this example with a last verification that fails, so that the whole release is rolled back. */
    ReleaseExample<D> thatIsUndone() {
        return new ReleaseExample<>(
                name + ", undone",
                world,
                (fake, way, records) -> setup.on(fake, way, records)
                        .with(builder -> builder.verify("smoke test", applied -> Verdict.fail("silent"))),
                live,
                before,
                after,
                lasting);
    }

    boolean isAsBefore(FakeCognigy fake) {
        return live.apply(fake).equals(before);
    }

    boolean isAsDeployed(FakeCognigy fake) {
        return live.apply(fake).equals(after);
    }

    private static String dialogFlow(String configuration) {
        try {
            return Json.MAPPER.readTree(configuration).path("dialogFlow").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
