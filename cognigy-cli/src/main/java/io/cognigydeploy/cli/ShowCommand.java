package io.cognigydeploy.cli;

import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Document of a run, on standard output. */
@Command(
        name = "show",
        description = {"Prints a document of a run, such as its report."},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 printed; 1 there is no such run or document; 2 wrong usage."})
final class ShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1", description = "The id of the run.")
    private String run;

    @Mixin
    private StoreOptions where;

    @Option(
            names = "--document",
            paramLabel = "NAME",
            defaultValue = "report.md",
            description = {
                "report.md, report.json, report.html, report.xml (JUnit), manifest.json or decision.json.",
                "Default: ${DEFAULT-VALUE}"
            })
    private String document;

    @Override
    public Integer call() {
        RunStore store = where.store(spec);
        try {
            Optional<byte[]> content = store.document(run, document);
            if (content.isPresent()) {
                spec.commandLine().getOut().print(new String(content.get(), StandardCharsets.UTF_8));
                spec.commandLine().getOut().flush();
                return ExitStatus.DONE;
            }
            List<String> names = store.documents(run);
            spec.commandLine()
                    .getErr()
                    .println("Run " + run + " has no document " + document + "; it has "
                            + (names.isEmpty() ? "none yet" : String.join(", ", names)) + ".");
        } catch (ResumeRefusedException e) {
            spec.commandLine().getErr().println(e.getMessage());
        }
        return ExitStatus.NOT_DONE;
    }
}
