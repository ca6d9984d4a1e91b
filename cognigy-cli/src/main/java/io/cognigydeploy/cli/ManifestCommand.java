package io.cognigydeploy.cli;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands for auditors of manifests. */
@Command(
        name = "manifest",
        description = "Works on manifests of flows.",
        mixinStandardHelpOptions = true,
        subcommands = ManifestCommand.VerifyManifest.class,
        synopsisSubcommandLabel = "COMMAND")
final class ManifestCommand {

    @Command(
            name = "verify",
            description = {
                "Compares a manifest with its target.",
                "Checks that it is as it was written, and that the target has its flows. A manifest that was rewritten as a whole is found only with --sha256, its hash in journal and audit log."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY;",
                "none of them with --state.",
                "",
                "Exit status: 0 all agree; 1 not; 2 wrong usage."
            })
    static final class VerifyManifest implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", arity = "1", description = "The manifest.")
        private Path file;

        @Option(
                names = "--state",
                paramLabel = "F",
                description = "Compare with a fake platform whose state is in this file, and not with a platform.")
        private Optional<Path> state = Optional.empty();

        @Option(names = "--sha256", paramLabel = "HASH", description = "The hash that the manifest must have.")
        private Optional<String> expected = Optional.empty();

        @Option(names = "--exact", description = "Report flows in the target that the manifest lacks.")
        private boolean exact;

        @Override
        public Integer call() {
            if (!Files.isReadable(file)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "The manifest " + file + " cannot be read. Check the file's name and permissions.");
            }
            if (state.isEmpty() && Variables.of(spec).get("COGNIGY_BASE_URL").isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "A platform must be given to compare with. Set COGNIGY_BASE_URL, or give --state.");
            }
            PrintWriter out = spec.commandLine().getOut();
            Manifest manifest;
            try {
                manifest = Manifest.read(file);
            } catch (DamagedRecordException e) {
                out.println(Printable.shown(String.valueOf(e.getMessage())));
                return ExitStatus.NOT_DONE;
            }
            Manifest.Verification found = compare(manifest);
            out.println(file + ": sha256 " + found.manifestSha256());
            boolean same = expected.map(hash -> hash.equalsIgnoreCase(found.manifestSha256()))
                    .orElse(true);
            if (!same) {
                out.println("  the manifest's hash differs from --sha256");
            }
            out.println("  " + found.agreeing() + " flows agree with the manifest");
            found.findings().forEach(finding -> out.println("  " + Printable.shown(finding.toString())));
            return same && found.findings().isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_DONE;
        }

        private Manifest.Verification compare(Manifest manifest) {
            if (state.isPresent()) {
                try (CognigyClient client = FakeCognigy.fromFile(state.get(), Time.SYSTEM)
                        .acceptAnyCredentials()
                        .client()) {
                    return compare(manifest, client);
                }
            }
            try (Platform platform = Platform.configured(spec, "flows:read")) {
                return compare(manifest, platform.client());
            }
        }

        private Manifest.Verification compare(Manifest manifest, CognigyClient client) {
            Set<String> ids = manifest.flows().stream().map(Manifest.Entry::id).collect(Collectors.toSet());
            Iterable<FlowDocument.Summary> flows = () -> client.lists().flows().stream()
                    .filter(flow -> flow.environmentId().equals(Optional.of(manifest.targetEnvironment())))
                    .filter(flow -> exact || ids.contains(flow.id()))
                    .flatMap(flow -> summary(flow).stream())
                    .iterator();
            return manifest.verify(flows);
        }

        /** Returns a flow's summary; an invalid flow is printed and counts as missing. */
        private Optional<FlowDocument.Summary> summary(Flow flow) {
            try {
                return Optional.of(FlowDocument.of(flow).summary());
            } catch (IllegalArgumentException e) {
                spec.commandLine().getErr().println(Printable.shown(flow.id() + ": " + e.getMessage()));
                return Optional.empty();
            }
        }
    }
}
