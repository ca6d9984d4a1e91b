package io.cognigydeploy.cli;

import io.cognigydeploy.core.judge.Policy;
import io.cognigydeploy.core.snapshot.SnapshotRelease;
import io.cognigydeploy.core.snapshot.Waves;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a release in waves, for use as a {@link Mixin}. */
final class WaveSettings {

    private static final Duration BEFORE_THE_WAVES = Duration.ofHours(1);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            description = {
                "Release in waves: watch each endpoint's conversations for so long before the next one is switched.",
                "Needs --max-error-rate. Default: all endpoints are switched one after another, and none is watched"
            })
    private Optional<Duration> soak = Optional.empty();

    @Option(
            names = "--max-error-rate",
            paramLabel = "RATE",
            description = {
                "With --soak: above this share of bad conversations every endpoint goes back. A conversation is bad if a",
                "person had to take over, or the user's last message was not answered."
            })
    private Optional<Double> maxErrorRate = Optional.empty();

    @Option(
            names = "--min-satisfaction",
            paramLabel = "SCORE",
            description =
                    "With --soak: so too below this mean of the ratings, which are from -1 to 1. Default: no limit")
    private Optional<Double> minSatisfaction = Optional.empty();

    @Option(
            names = "--min-conversations",
            paramLabel = "N",
            description = "With --soak: the fewest conversations that pass a wave, at least 50. Default: 50")
    private Optional<Long> minConversations = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "With --soak: the time between two looks at the conversations. Default: 1m")
    private Optional<Duration> interval = Optional.empty();

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            description = {
                "With --soak: how long after its beginning a conversation is read, because it may appear late. It is judged",
                "by what there is of it then. Default: 2m"
            })
    private Optional<Duration> delay = Optional.empty();

    @Option(
            names = "--at-end",
            paramLabel = "hold|extend|roll_back|ask",
            description = {
                "With --soak, if there were too few conversations by then: watch on until there are enough or --deadline",
                "passes, which rolls back; the same, with more time; roll back; or end the run and leave the endpoints to",
                "a person. Default: hold"
            })
    private Optional<Policy> atEnd = Optional.empty();

    @Option(
            names = "--outage-budget",
            paramLabel = "DURATION",
            description = "With --soak: the maximum time without readable conversations. Default: 10m")
    private Optional<Duration> outageBudget = Optional.empty();

    @Option(
            names = "--after-outage",
            paramLabel = "hold|extend|roll_back|ask",
            description = "With --soak: the action after that time. Default: hold")
    private Optional<Policy> afterOutage = Optional.empty();

    /** Returns which options are given, by their names. */
    Map<String, Boolean> given() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--soak", soak.isPresent());
        given.put("--max-error-rate", maxErrorRate.isPresent());
        given.put("--min-satisfaction", minSatisfaction.isPresent());
        given.put("--min-conversations", minConversations.isPresent());
        given.put("--interval", interval.isPresent());
        given.put("--delay", delay.isPresent());
        given.put("--at-end", atEnd.isPresent());
        given.put("--outage-budget", outageBudget.isPresent());
        given.put("--after-outage", afterOutage.isPresent());
        return given;
    }

    /**
     * Returns a release with the waves of the options, if there are any.
     *
     * @throws ParameterException if one of {@code --soak} and {@code --max-error-rate} is missing
     */
    SnapshotRelease on(SnapshotRelease release) {
        if (given().values().stream().noneMatch(isGiven -> isGiven)) {
            return release;
        }
        if (soak.isEmpty() || maxErrorRate.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing: " + (soak.isEmpty() ? "--soak" : "--max-error-rate")
                            + ". A release in waves needs both the time of a wave and the limit that it has to keep.");
        }
        Waves waves = Waves.limitedTo(maxErrorRate.get()).soaking(soak.get());
        waves = minSatisfaction.map(waves::requiringSatisfaction).orElse(waves);
        waves = minConversations.map(waves::requiring).orElse(waves);
        waves = interval.map(waves::every).orElse(waves);
        waves = delay.map(waves::appearingWithin).orElse(waves);
        waves = atEnd.map(waves::atEnd).orElse(waves);
        waves = waves.afterOutage(outageBudget.orElse(waves.outageBudget()), afterOutage.orElse(waves.afterOutage()));
        return release.watchedBy(waves);
    }

    /** Returns the deadline of a release that is watched: twice its waves, and an hour before them. */
    static Optional<Duration> deadline(SnapshotRelease release) {
        return release.waves()
                .map(waves -> waves.soak()
                        .plus(waves.delay())
                        .multipliedBy(2L * release.endpoints().size())
                        .plus(BEFORE_THE_WAVES));
    }
}
