package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The verdict of one check, with its time. */
public record CheckResult(String name, Verdict verdict, Instant at, Duration took) {

    /** Returns whether the verdict is a pass. */
    public boolean passed() {
        return verdict instanceof Verdict.Pass;
    }

    /** Returns the results as JSON, each with the members of its verdict. */
    public static ArrayNode toJson(List<CheckResult> results) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (CheckResult result : results) {
            ObjectNode node = Json.tree(result.verdict());
            node.put("name", result.name());
            node.put("at", result.at().toString());
            node.put("took", result.took().toString());
            all.add(node);
        }
        return all;
    }
}
