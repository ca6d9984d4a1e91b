package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A run as an earlier version of the library wrote it down, with the platform's state at each record.
 *
 * @param journal the lines of the journal
 * @param audit the lines of the audit log, one for each event of the journal
 * @param moments how the platform stood when each line of the journal was on disk
 */
record GoldenRun(List<String> journal, List<String> audit, List<Moment> moments) {

    /** @param effects the requests so far that had changed something on the platform */
    record Moment(Instant now, int effects, ObjectNode world) {}

    static GoldenRun read(String format, String name) {
        try {
            Path folder = Path.of(GoldenRun.class.getResource("/golden").toURI())
                    .resolve(format)
                    .resolve(name);
            List<Moment> moments = new ArrayList<>();
            ObjectNode world = Json.MAPPER.createObjectNode();
            int effects = 0;
            for (String line : Files.readAllLines(folder.resolve("platform.jsonl"))) {
                JsonNode moment = Json.MAPPER.readTree(line);
                world = world.deepCopy();
                world.setAll((ObjectNode) moment.path("changed"));
                effects += moment.path("effects").size();
                moments.add(new Moment(Instant.parse(moment.path("now").asText()), effects, world));
            }
            return new GoldenRun(
                    Files.readAllLines(folder.resolve("journal.jsonl")),
                    Files.readAllLines(folder.resolve("audit.jsonl")),
                    moments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String runId() {
        return body(journal.get(0)).path("runId").asText();
    }

    static JsonNode body(String line) {
        try {
            return Json.MAPPER.readTree(line).path("body");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A platform that stands as it stood when so many lines of the journal were on disk. The fake of then measured 4,000
     * conversations a minute of each canary and 20,000 of stable, whatever the share; now both have their share of the bot's.
     */
    FakeCognigy platform(int lines) {
        Moment moment = moments.get(lines - 1);
        for (JsonNode phase : moment.world().at("/conversations/traffic")) {
            ((ObjectNode) phase).put("perMinute", 20_000);
        }
        return FakeCognigy.fromJson(moment.world().toString(), new FakeTime(moment.now()));
    }

    /** Puts the first lines of the journal and of the audit log where a pipeline finds them. */
    void cut(Path records, int lines, int audited) {
        try {
            Path folder = Files.createDirectories(records.resolve(runId()));
            write(folder.resolve("journal.jsonl"), journal.subList(0, lines));
            write(audit(records), audit.subList(0, audited));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path audit(Path records) {
        return records.resolveSibling(records.getFileName() + "-audit.jsonl");
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }
}
