package io.cognigydeploy.cli;

import picocli.CommandLine.Command;

/** Commands for snapshots on installations of the product. */
@Command(
        name = "snapshot",
        description = {"Releases snapshots onto endpoints, and deletes old ones.", "Through the product's own API."},
        mixinStandardHelpOptions = true,
        subcommands = {
            SnapshotStagesCommand.class,
            SnapshotReleaseCommand.class,
            UndoCommand.class,
            SnapshotRetainCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class SnapshotCommand {}
