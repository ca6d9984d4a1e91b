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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A kind of deployment as {@link FaultMatrixTest} puts it to the proof. A new kind is one more of {@link #all()}.
 *
 * @param world a platform on which a run of the kind goes well
 * @param staging a run of the kind on that platform
 * @param live what is in the target, part by part
 * @param before what that is before the run
 * @param after what that is when the run has gone well; every part differs from before
 */
record Scene<D extends Deployment>(
        String name,
        Supplier<FakeCognigy> world,
        Staging<D> staging,
        Function<FakeCognigy, List<String>> live,
        List<String> before,
        List<String> after) {

    interface Staging<D extends Deployment> {
        Stage<D> on(FakeCognigy fake, Transport way, Path records);
    }

    static List<Scene<?>> all() {
        return List.of(
                new Scene<>(
                        "bot version",
                        FakeCognigy::withDefaultWorld,
                        Stage::bot,
                        fake -> fake.liveVersion(Release.BOT, Release.ENVIRONMENT).stream()
                                .toList(),
                        List.of(Release.OLD),
                        List.of(Release.NEW)),
                new Scene<>(
                        "configuration",
                        FakeCognigy::withDefaultWorld,
                        Stage::configuration,
                        fake -> fake.configuration(Stage.PLACE).map(Scene::dialogFlow).stream()
                                .toList(),
                        List.of("production_v7"),
                        List.of("production_v8")),
                new Scene<>(
                        "version rollback",
                        FakeCognigy::withDefaultWorld,
                        Stage::rollback,
                        fake -> fake.liveVersion(Stage.BOT, Stage.PRODUCTION).stream()
                                .toList(),
                        List.of(Stage.BROKEN),
                        List.of(Stage.TARGET)),
                new Scene<>(
                        "canary",
                        FakeCognigy::withDefaultWorld,
                        Stage::briefCanary,
                        fake -> List.of(fake.liveVersion(Stage.CANARY_BOT, Stage.CANARY_PLACE)
                                        .orElse("nothing")
                                + (fake.deployments().stream()
                                                .allMatch(job -> job.state().isTerminal())
                                        ? ""
                                        : " beside a canary")),
                        List.of(Stage.CANARY_OLD),
                        List.of(Stage.CANARY_NEW)),
                new Scene<>(
                        "flow bundle",
                        Promotion::world,
                        Stage::flows,
                        fake -> Stream.of("flow_a", "flow_b", "flow_c")
                                .map(flow -> flow + " "
                                        + fake.flowVersion(flow, Promotion.PROD).orElse("none"))
                                .toList(),
                        List.of("flow_a 1.0.0", "flow_b 1.0.0", "flow_c 1.0.0"),
                        List.of("flow_a 1.1.0", "flow_b 1.1.0", "flow_c 1.1.0")));
    }

    /** The same, with a verification at the end that is never passed, so that all of it has to be undone. */
    Scene<D> thatIsUndone() {
        return new Scene<>(
                name + ", undone",
                world,
                (fake, way, records) -> staging.on(fake, way, records)
                        .with(builder -> builder.verify("smoke test", applied -> Verdict.fail("silent"))),
                live,
                before,
                after);
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
