package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Instant;
import java.util.Optional;

/** Observations for tests, a minute each. */
final class Given {

    static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private Given() {}

    static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    static Window window(int minute, long canary, long canaryErrors, long stable, long stableErrors) {
        // The share that gives these counts, so that they are no reason to hold the canary.
        double share = canary + stable == 0 ? 5 : 100.0 * canary / (canary + stable);
        return window(minute, share, Arm.of(canary, canaryErrors), Optional.of(Arm.of(stable, stableErrors)));
    }

    static Window window(int minute, double share, Arm canary, Optional<Arm> stable) {
        return new Window(minute(minute), minute(minute + 1), share, canary, stable);
    }

    static Arm arm(long conversations, long errors, double satisfaction, double latency) {
        return new Arm(
                conversations,
                Optional.of(new Errors(errors, errors)),
                Optional.of(satisfaction),
                Optional.of(latency));
    }

    static Refused outage(int minute) {
        return new Refused(minute(minute + 1), Defect.UNREACHABLE, "no answer");
    }
}
