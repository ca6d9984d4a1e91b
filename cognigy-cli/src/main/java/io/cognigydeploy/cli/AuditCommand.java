package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.AuditLog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands for auditors of audit logs and journals. */
@Command(
        name = "audit",
        description = "Works on audit logs and journals.",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.VerifyLog.class,
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {

    @Command(
            name = "verify",
            description = {
                "Checks that an audit log or a journal was not changed.",
                "Nothing in it was changed, removed, swapped or inserted. A cut at the end is found only with --head, the hash of a record that was noted earlier."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status: 0 as it was written; 1 not; 2 wrong usage."})
    static final class VerifyLog implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", arity = "1", description = "The log.")
        private Path file;

        @Option(names = "--head", paramLabel = "HASH", description = "A hash that must be in the chain.")
        private Optional<String> head = Optional.empty();

        @Override
        public Integer call() {
            Verdict verdict = head.map(hash -> AuditLog.verify(file, hash)).orElseGet(() -> AuditLog.verify(file));
            spec.commandLine().getOut().println(file + ": " + Printable.shown(verdict.reason()));
            for (Evidence fact : verdict.evidence()) {
                spec.commandLine().getOut().println("  " + fact);
            }
            return verdict instanceof Verdict.Pass ? ExitStatus.DONE : ExitStatus.NOT_DONE;
        }
    }
}
