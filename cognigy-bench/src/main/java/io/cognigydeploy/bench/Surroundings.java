package io.cognigydeploy.bench;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Everything around a measurement that its figures depend on: the JVM, the processors, and their load. */
final class Surroundings {

    private final double loadBefore = load();

    /** Returns the line above the table. */
    String caption(Settings settings) {
        return String.format(
                Locale.ROOT,
                "%s: Java %s, %s, %d processors, load %.1f before and %.1f after; %d rounds of %d calls.",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                loadBefore,
                load(),
                settings.rounds(),
                settings.calls());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
