package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.retention.SnapshotRetention;
import java.nio.file.Path;

/** Deletion of the old snapshots of a project, whose files are kept. */
public final class OldSnapshots {

    private OldSnapshots() {}

    /** Reads platform and key from environment variables; the argument is the folder for files and records. */
    public static void main(String... args) {
        try (CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl(Variables.require("COGNIGY_BASE_URL"))
                .credentials(Credentials.apiKey(Variables.require("COGNIGY_API_KEY")))
                .build()) {
            System.err.println(retain(installation, Path.of(args[0])).toMarkdown());
        }
    }

    static Report retain(CognigyInstallation installation, Path folder) {
        var pipeline = SnapshotRetention.pipeline(installation, folder.resolve("files"))
                .journal(folder)
                .build();
        return pipeline.run(SnapshotRetention.of("prod", "shop-prod").keeping(3))
                .orThrow();
    }
}
