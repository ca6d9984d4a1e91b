package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The published schema of what the command line prints as JSON. It is read strictly: a member that it does not describe is an
 * error, although others may ignore such a member.
 */
final class OutputSchema {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "urn:cognigy-deploy:output:1";

    /** The documents, by a member that only they have. */
    private static final Map<String, String> NAMES = Map.of(
            "exitStatus", "failure",
            "runId", "report",
            "changes", "plan",
            "runs", "runs",
            "stages", "stages",
            "changedInAll", "understanding",
            "observations", "decision",
            "utterancesSha256", "baseline");

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialects.getDraft202012(), registry -> registry.schemas(Map.of(ID, strict().toString())));

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private OutputSchema() {}

    /** Holds a line of output against the schema and returns the name of the document. */
    static String hold(String line) {
        JsonNode document = read(line);
        String name = NAMES.entrySet().stream()
                .filter(each -> document.has(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of the documents: " + line));
        Schema schema =
                SCHEMAS.computeIfAbsent(name, key -> REGISTRY.getSchema(SchemaLocation.of(ID + "#/$defs/" + key)));
        assertThat(schema.validate(document)).as(() -> name + ": " + line).isEmpty();
        return name;
    }

    static JsonNode published() {
        try (InputStream schema = Objects.requireNonNull(
                CommandLineFace.class.getResourceAsStream("/schemas/output-1.schema.json"), "the schema is missing")) {
            return JSON.readTree(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static JsonNode strict() {
        JsonNode schema = published();
        close(schema);
        return schema;
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.has("type")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OutputSchema::close);
    }
}
