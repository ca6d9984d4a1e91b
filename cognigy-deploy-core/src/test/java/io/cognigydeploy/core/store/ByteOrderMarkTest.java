package io.cognigydeploy.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that an editor or a shell has saved with a byte order mark are read, or refused for it. */
class ByteOrderMarkTest {

    private static final String MARK = "\uFEFF";

    @TempDir
    Path folder;

    private static void saveAnew(Path file, String charset) throws IOException {
        String text = Files.readString(file);
        Files.write(file, (MARK + text).getBytes(Charset.forName(charset)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void an_audit_log_with_one_is_damaged_for_that_reason(String charset) throws IOException {
        Path file = folder.resolve("audit.jsonl");
        ObjectNode body = Json.MAPPER.createObjectNode().put("event", "test");
        Files.write(file, ChainLine.of(1, Instant.EPOCH, "0".repeat(64), body).bytes());
        assertThat(AuditLog.verify(file)).isInstanceOf(Verdict.Pass.class);
        saveAnew(file, charset);

        assertThat(AuditLog.verify(file))
                .isInstanceOfSatisfying(
                        Verdict.Fail.class, fail -> assertThat(fail.reason()).contains("byte order mark"));
        assertThatThrownBy(() -> {
                    try (AuditLog log = AuditLog.jsonLines(file)) {
                        log.kept("a-run");
                    }
                })
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("byte order mark");
    }

    @Test
    void a_journal_with_one_is_not_cut_but_damaged_for_that_reason() throws IOException {
        BotRelease release = new BotRelease(folder);
        Report report = release.run();
        Path journal = report.folder().orElseThrow().resolve("journal.jsonl");
        String first = Files.readString(journal).lines().findFirst().orElseThrow();
        Files.writeString(journal, MARK + first);

        assertThatThrownBy(() -> release.pipeline().resume(report.runId())).hasMessageContaining("byte order mark");
        assertThat(Files.readString(journal)).isEqualTo(MARK + first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void a_manifest_with_one_is_refused_for_that_reason(String charset) throws IOException {
        Path file = new BotRelease(folder).run().folder().orElseThrow().resolve("manifest.json");
        saveAnew(file, charset);

        assertThatThrownBy(() -> Manifest.read(file))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("byte order mark");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, byte order mark of UTF-16", "UTF-16BE, byte order mark of UTF-16"})
    void a_world_in_another_encoding_is_refused_for_that_reason(String charset, String why) throws IOException {
        Path file = folder.resolve("state.json");
        String world = FakeCognigy.withDefaultWorld().toJson();
        Files.writeString(file, world);
        saveAnew(file, charset);
        assertThatThrownBy(() -> FakeCognigy.fromFile(file, FakeCognigy.create().time()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);

        Files.write(file, "{\"bots\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Printable.read(file)).hasMessageContaining("not UTF-8");
    }
}
