package io.cognigydeploy.core.runs;

import io.cognigydeploy.core.store.Disk;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Stores in files, on a disk that fails, counts or forgets. */
public final class StoreOnDisk {

    private StoreOnDisk() {}

    public static RunStore of(Path folder, Disk disk) {
        return new FileRunStore(folder, disk);
    }

    /** The ids of all runs in a folder, the oldest first. */
    public static List<String> runIds(Path folder) {
        return RunStore.files(folder).runs(RunQuery.all()).stream()
                .map(RunSummary::runId)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
