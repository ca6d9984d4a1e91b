package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ForwardingLog;
import io.cognigydeploy.core.runs.ForwardingStore;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.LeaseLostException;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on in a process after another has taken it over. */
class OvertakenRunTest {

    @TempDir
    private Path folder;

    /** A store whose lease is another's from the answer of the first change on. */
    private static RunStore overtaken(RunStore store) {
        return new ForwardingStore(store) {
            @Override
            public RunLog begin(Lease lease, ObjectNode plan) {
                return new ForwardingLog(super.begin(lease, plan)) {
                    private boolean isLost;

                    @Override
                    public void append(ObjectNode entry) {
                        appendForced(entry);
                    }

                    @Override
                    public void appendForced(ObjectNode entry) {
                        isLost |= entry.path("event").asText().equals("mutation_accepted");
                        if (isLost) {
                            throw new LeaseLostException(lease.target(), "pod-2");
                        }
                        super.appendForced(entry);
                    }
                };
            }
        };
    }

    @Test
    void itReportsItsEndToNoReceiverAndNoAuditLog() throws IOException {
        List<String> received = new ArrayList<>();
        Notifier notifier = new Notifier() {
            @Override
            public String name() {
                return "receiver";
            }

            @Override
            public void deliver(Report report, Platform platform) {
                received.add(report.outcome().toString());
            }
        };
        Path audit = folder.resolve("audit.jsonl");
        Path records = folder.resolve("records");
        try (AuditLog log = AuditLog.jsonLines(audit)) {
            Report report = new BotRelease(records)
                    .with(builder -> builder.store(overtaken(RunStore.files(records)))
                            .notify(notifier)
                            .audit(log))
                    .run();

            assertThat(report.outcome().because()).contains("another run has taken over");
        }
        assertThat(received).isEmpty();
        assertThat(Files.readString(audit)).contains("mutation_intended").doesNotContain("run_finished");
    }
}
