package io.cognigydeploy.cli;

import io.cognigydeploy.core.stage.Stage;
import io.cognigydeploy.core.stage.StageFile;
import java.util.List;
import java.util.Optional;

/** Stages of a release: where the snapshot comes from, and where it goes live. */
record StagePair(Stage source, Stage target) {

    /**
     * Returns the stages with these names, by default the first and the last one of the file.
     *
     * @throws io.cognigydeploy.core.stage.StageException if the file has no stage of a name
     */
    static StagePair of(StageFile file, Optional<String> source, Optional<String> target) {
        List<Stage> all = file.stages();
        return new StagePair(
                source.map(file::stage).orElseGet(() -> all.get(0)),
                target.map(file::stage).orElseGet(() -> all.get(all.size() - 1)));
    }

    /**
     * Returns the stages of a release by its records.
     *
     * @throws io.cognigydeploy.core.stage.StageException if the file has no longer one of the stages
     */
    static StagePair of(StageFile file, Recorded release) {
        return of(file, release.text("sourceStage"), release.text("targetStage"));
    }
}
