package io.cognigydeploy.cli;

import picocli.CommandLine.Command;

/** Commands for snapshots on installations of the product. */
@Command(
        name = "snapshot",
        description = "Shows what the stages of a bot run, through the product's own API.",
        mixinStandardHelpOptions = true,
        subcommands = SnapshotStagesCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class SnapshotCommand {}
