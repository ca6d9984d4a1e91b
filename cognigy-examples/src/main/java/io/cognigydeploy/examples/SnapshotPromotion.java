package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.snapshot.SnapshotRelease;
import io.cognigydeploy.core.stage.Stage;
import io.cognigydeploy.core.stage.StageFile;
import java.nio.file.Path;
import java.util.Optional;

/** Release of a snapshot of one stage onto the endpoints of the next, through the product's own API. */
public final class SnapshotPromotion {

    private SnapshotPromotion() {}

    /** Reads the keys from the variables that the file of the stages names. The arguments are that file and the records. */
    public static void main(String... args) {
        StageFile stages = StageFile.read(Path.of(args[0]));
        Stage dev = stages.stage("dev");
        Stage prod = stages.stage("prod");
        // What is secret to one platform is hidden in the records of both.
        Secrets secrets = new Secrets();
        try (CognigyInstallation source = installation(dev, secrets);
                CognigyInstallation target = installation(prod, secrets)) {
            System.err.println(
                    promote(source, dev, target, prod, Path.of(args[1])).toMarkdown());
        }
    }

    private static CognigyInstallation installation(Stage stage, Secrets secrets) {
        return stage.installation(name -> Optional.ofNullable(System.getenv(name)))
                .secrets(secrets)
                .build();
    }

    static Report promote(CognigyInstallation source, Stage from, CognigyInstallation target, Stage to, Path records) {
        var pipeline = SnapshotRelease.pipeline(source, target).journal(records).build();
        var release = SnapshotRelease.from(from.name(), from.project())
                .to(to.name(), to.project(), to.endpoints().toArray(String[]::new))
                .testedBy(to.playbooks().toArray(String[]::new))
                .saying(to.probe().toArray(String[]::new));
        return pipeline.run(release).orThrow();
    }
}
