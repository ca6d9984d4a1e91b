package io.cognigydeploy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of properties in the documents, held against the metadata that tools show. */
class PropertiesTableTest {

    /** Every endpoint has these, as Spring Boot documents them. */
    private static final Pattern EVERY_ENDPOINTS = Pattern.compile("management\\.endpoint\\..*\\.(enabled|cache.*)");

    private static final String HEAD = "| property | default | |";

    @Test
    void theTableHasEveryPropertyWithItsDefaultAndItsDescription() throws IOException {
        JsonNode metadata = new JsonMapper()
                .readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json")
                        .toFile());
        List<String> expected = new ArrayList<>();
        for (JsonNode property : metadata.path("properties")) {
            if (EVERY_ENDPOINTS.matcher(property.path("name").asText()).matches()) {
                continue;
            }
            expected.add("| `" + property.path("name").asText() + "` | " + defaultOf(property) + " | "
                    + property.path("description").asText() + " |");
        }

        assertThat(rows()).containsExactlyInAnyOrderElementsOf(expected).isNotEmpty();
    }

    private static String defaultOf(JsonNode property) {
        return property.has("defaultValue")
                ? "`" + property.path("defaultValue").asText() + "`"
                : "none";
    }

    private static List<String> rows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/spring-boot.md"));
        int head = lines.indexOf(HEAD);
        return lines.subList(head + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
