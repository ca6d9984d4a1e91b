package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.testing.Fault;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An example of a release whose journal is kept as a golden file.
 *
 * @param format the folder of the version that recorded it
 * @param name the folder of the golden journal in it
 * @param example the run
 * @param end how it ended when it was recorded
 * @param diesAt the event at which its process died; 0 for none
 */
record GoldenExample(String format, String name, ReleaseExample<?> example, Class<? extends Outcome> end, int diesAt) {

    private static final List<String> KINDS =
            List.of("bots", "configurations", "version-rollbacks", "canaries", "flows");

    /** The formats of which golden journals are kept; new runs write the last one. */
    private static final List<String> FORMATS = List.of("v1", "v2");

    static List<GoldenExample> all() {
        return FORMATS.stream().flatMap(format -> of(format).stream()).toList();
    }

    static List<GoldenExample> of(String format) {
        List<GoldenExample> all = new ArrayList<>();
        for (int i = 0; i < KINDS.size(); i++) {
            ReleaseExample<?> example = ReleaseExample.all().get(i);
            all.add(new GoldenExample(format, KINDS.get(i) + "/succeeded", example, Outcome.Succeeded.class, 0));
            all.add(new GoldenExample(
                    format, KINDS.get(i) + "/rolled-back", example.thatIsUndone(), Outcome.RolledBack.class, 0));
            all.add(new GoldenExample(
                    format,
                    KINDS.get(i) + "/answer-lost",
                    answerLost(example),
                    isUnknownIfUnanswered(example) ? Outcome.Unknown.class : Outcome.Succeeded.class,
                    0));
        }
        all.add(new GoldenExample(format, "bots/resumed", refusedAndNotDelivered(), Outcome.Succeeded.class, 8));
        return all;
    }

    boolean hasSucceeded() {
        return end.equals(Outcome.Succeeded.class);
    }

    /** Returns whether a lost answer leaves the outcome unknown, because jobs of configurations are not listed. */
    boolean isUnknownIfUnanswered() {
        return isUnknownIfUnanswered(example);
    }

    private static boolean isUnknownIfUnanswered(ReleaseExample<?> example) {
        return example.name().startsWith("configuration");
    }

    boolean isUndone() {
        return end.equals(Outcome.RolledBack.class);
    }

    /** Returns the example with a lost answer of its first change. */
    private static <D extends Deployment> ReleaseExample<D> answerLost(ReleaseExample<D> example) {
        return with(
                example,
                fixture -> fixture,
                Fault.on("POST", ".*(/deployments|/deploy|/import)").dropAfterEffect());
    }

    /** Returns an example whose first request and first notification are refused. */
    private static ReleaseExample<?> refusedAndNotDelivered() {
        return with(
                ReleaseExample.all().get(0),
                fixture -> fixture.with(
                        builder -> builder.notify(CiWebhook.to(URI.create("https://ci.example.com/hooks/release")))),
                Fault.on("POST", ".*/deployments").status(409),
                Fault.on("POST", "/hooks/.*").status(400));
    }

    private static <D extends Deployment> ReleaseExample<D> with(
            ReleaseExample<D> example, UnaryOperator<ReleaseFixture<D>> setup, Fault... faults) {
        return new ReleaseExample<>(
                example.name(),
                () -> example.world().get().fail(faults),
                (fake, way, records) -> setup.apply(example.setup().on(fake, way, records)),
                example.live(),
                example.before(),
                example.after(),
                example.lasting());
    }

    @Override
    public String toString() {
        return format + "/" + name;
    }
}
