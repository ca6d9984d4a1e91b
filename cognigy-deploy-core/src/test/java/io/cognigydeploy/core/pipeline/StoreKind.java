package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.testing.FakeTime;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of stores that the tests of many runs use. */
enum StoreKind {
    FILES {
        @Override
        RunMemory memory(Path folder, PowerCut process, FakeTime time) {
            return new FileMemory(folder);
        }
    },
    POSTGRES {
        @Override
        RunMemory memory(Path folder, PowerCut process, FakeTime time) {
            return PostgresMemory.begin(process, time);
        }
    };

    /** Returns the kind of a system property; files by default. */
    static StoreKind of(String property) {
        return valueOf(System.getProperty(property, "files").toUpperCase(Locale.ROOT));
    }

    /**
     * Returns an empty memory.
     *
     * @param folder a folder for its files, if it has some
     * @param process the life and death of the processes that use it
     * @param time the clock of the runs
     */
    abstract RunMemory memory(Path folder, PowerCut process, FakeTime time);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
