package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
     * Returns the stages of an earlier run, by its manifest. A run without a manifest has changed nothing yet; then the
     * stages are the first and the last one of the file, and the run's own records decide what becomes of it.
     *
     * @throws io.cognigydeploy.core.stage.StageException if the file has no longer one of the stages
     */
    static StagePair of(StageFile file, StoredRun run) {
        JsonNode deployment = run.deployment();
        return of(file, name(deployment, "sourceStage"), name(deployment, "targetStage"));
    }

    private static Optional<String> name(JsonNode deployment, String member) {
        return Optional.of(deployment.path(member).asText()).filter(name -> !name.isBlank());
    }
}
