package io.cognigydeploy.bench.part;

import java.nio.file.Path;
import java.util.List;

/** All parts that are measured. */
public final class Parts {

    private Parts() {}

    /**
     * Returns the parts.
     *
     * @throws IllegalStateException if the ways of a part have different results
     */
    public static List<Part> all() throws Exception {
        return List.of(
                OrderOfFlows.part(10_000), OrderOfFlows.part(100_000), HashOfFlow.part(1_000), HashOfFlow.part(8_000));
    }

    /**
     * Returns a release on the fake platform.
     *
     * @param folder an empty folder for the records of all releases
     */
    public static Part release(Path folder) {
        return ReleaseOfBot.part(folder);
    }
}
