package io.cognigydeploy.cli;

import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.record.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** File of variables for later jobs, a line each, such as a dotenv report of GitLab. */
record DotenvFile(Path file, PrintWriter log) implements CiSystem {

    @Override
    public void planned(Plan plan, List<CheckResult> gates) {
        append(CiSystem.values(plan));
    }

    @Override
    public void ended(Report report) {
        append(CiSystem.values(report));
    }

    @Override
    public void followed(Report report) {
        // The variables are those of the first run.
    }

    private void append(Map<String, String> values) {
        CiSystem.append(
                file,
                values.entrySet().stream()
                        .map(each -> "COGNIGY_"
                                + each.getKey().toUpperCase(Locale.ROOT).replace('-', '_') + "=" + each.getValue()
                                + "\n")
                        .collect(Collectors.joining()),
                log);
    }
}
