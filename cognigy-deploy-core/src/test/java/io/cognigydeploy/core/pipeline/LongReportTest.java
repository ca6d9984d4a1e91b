package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of a run with more checks than a person reads. */
class LongReportTest {

    private static final int CHECKS = 1_100;

    @TempDir
    private Path records;

    @Test
    void reportsForPeopleListAThousandAndStateWhereTheRestIs() {
        BotRelease release = new BotRelease(records);
        release.with(builder -> {
            for (int number = 1; number < CHECKS; number++) {
                builder.verify("check " + number, check("check " + number, Verdict.pass()));
            }
            return builder.verify(
                    "last check", check("last check", Verdict.inconclusive("it is dark")), OnFailedVerification.ACCEPT);
        });

        Report report = release.run();
        int passed = report.gates().size() + CHECKS - 1;

        for (String form : new String[] {report.toMarkdown(), report.toHtml()}) {
            assertThat(form)
                    .contains("check 990", "last check", "Passed checks (" + passed + ")")
                    .contains("and " + (passed - 1_000) + " more, in report.json")
                    .contains("more events, in journal.jsonl")
                    .doesNotContain("check 1050");
        }
        assertThat(report.toJson()).contains("check 1050");
    }

    private static Check<Applied> check(String name, Verdict verdict) {
        return Check.named(name, applied -> verdict);
    }
}
