package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeWindowsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path records;

    @ParameterizedTest
    @CsvSource({
        "2026-01-16T15:59:59Z, false",
        "2026-01-16T16:00:00Z, true",
        "2026-01-16T18:59:59Z, true",
        "2026-01-16T19:00:00Z, false",
        "2026-01-15T17:00:00Z, false",
        // The zone keeps its clocks an hour further in summer.
        "2026-07-17T15:00:00Z, true",
        "2026-07-17T18:00:00Z, false",
    })
    void aWeeklyFreezeGoesByTheClocksOfItsZone(Instant now, boolean frozen) {
        FreezeWindows fridayEvening =
                FreezeWindows.none().weekly(DayOfWeek.FRIDAY, LocalTime.of(17, 0), LocalTime.of(20, 0), BERLIN);

        assertThat(verdictAt(now, fridayEvening) instanceof Verdict.Fail).isEqualTo(frozen);
    }

    @Test
    void aWeeklyFreezeIsNamed() {
        FreezeWindows fridayEvening =
                FreezeWindows.none().weekly(DayOfWeek.FRIDAY, LocalTime.of(17, 0), LocalTime.of(20, 0), BERLIN);

        assertThat(verdictAt(Instant.parse("2026-01-16T17:00:00Z"), fridayEvening)
                        .reason())
                .contains("each FRIDAY from 17:00 until 20:00 Europe/Berlin");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-23T23:59:59Z, false",
        "2026-12-24T00:00:00Z, true",
        "2026-12-31T23:59:59Z, true",
        "2027-01-01T00:00:00Z, false",
    })
    void aFreezeBetweenTwoInstantsEndsBeforeTheSecond(Instant now, boolean frozen) {
        FreezeWindows holidays = FreezeWindows.none()
                .between(Instant.parse("2026-12-24T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

        assertThat(verdictAt(now, holidays) instanceof Verdict.Fail).isEqualTo(frozen);
    }

    private Verdict verdictAt(Instant now, FreezeWindows windows) {
        BotRelease release = new BotRelease(records);
        release.fake.time().set(now);
        return windows.judge(release.pipeline().plan(release.deployment));
    }

    @Test
    void aFreezeStopsARunAndSaysWhich() {
        BotRelease release = new BotRelease(records);
        Instant now = release.fake.time().now();
        release.with(builder -> builder.gate(FreezeWindows.none().between(now.minusSeconds(1), now.plusSeconds(3600))));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because())
                .contains("changes are frozen from " + now.minusSeconds(1) + " until " + now.plusSeconds(3600));
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aWindowThatEndsBeforeItBeginsIsRefused() {
        FreezeWindows none = FreezeWindows.none();
        Instant now = Instant.parse("2026-01-15T12:00:00Z");

        assertThatIllegalArgumentException().isThrownBy(() -> none.between(now, now));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.weekly(DayOfWeek.FRIDAY, LocalTime.NOON, LocalTime.NOON, BERLIN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.weekly(DayOfWeek.FRIDAY, LocalTime.of(20, 0), LocalTime.of(6, 0), BERLIN))
                .withMessageContaining("two windows");
    }
}
