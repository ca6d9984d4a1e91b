package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The requests that a platform offers: all, or those that some documents describe. */
final class Offer {

    private static final String TOKEN = "POST /oauth/token";
    private static final String START = "POST /api/v1/deployments";

    /** Requests of one path that differ by this member of the body. */
    private static final String START_ROLLBACK = START + " action";

    private static final String HOOK = "POST /hooks/{name}";
    private static final List<String> LISTS = List.of("data", "items");

    /**
     * A request that a document describes.
     *
     * @param request method and path template
     * @param isProse whether the document mentions it only, without its form
     * @param query the names of its parameters
     * @param members what its answer has, or each row of it if it is a list
     * @param proseMembers what its answer has beyond that, by the document's text
     */
    record Row(String request, boolean isProse, Set<String> query, Set<String> members, Set<String> proseMembers) {

        Row inProse(String names) {
            return new Row(request, isProse, query, members, words(names));
        }
    }

    static List<Row> described(Document document) {
        return switch (document) {
            case BOT_DEPLOYMENT ->
                List.of(
                        token(),
                        row("GET /api/v1/tests/{suite}/results", "limit sort", "totalTests passedTests approvalStatus"),
                        row("GET /api/v1/environments/{id}", "", "runtimeVersion availableDependencies"),
                        row("GET /api/v1/bots/{id}", "", "minimumRuntimeVersion"),
                        row(START, "", "id").inProse("status"),
                        row("GET /api/v1/deployments/{id}", "", "id status"),
                        row("POST /api/v1/deployments/{id}/rollback", "", ""),
                        prose("GET /api/v1/deployments", "botId environmentId status", "id status"),
                        prose("POST /api/v1/deployments/{id}/cancel", "", ""));
            case CANARY ->
                List.of(
                        token(),
                        row("POST /api/v1/bots/{bot}/deploy", "", "deploymentId"),
                        row("POST /api/v1/webhooks", "", "id"),
                        row("POST /api/v1/audit/logs", "", ""),
                        row(
                                        "GET /api/v1/metrics/conversations",
                                        "botId window metricType",
                                        "error_rate satisfaction_score avg_latency_ms")
                                .inProse("conversation_count"));
            case CONFIGURATION ->
                List.of(
                        token(),
                        row(
                                "POST /api/v2/environments/{id}/validate",
                                "",
                                "valid validationErrors warnings capacityUtilization"),
                        row(
                                "POST /api/v2/validations/synthetic-trace",
                                "",
                                "traceId status dependencyConflicts executionPath"),
                        row("POST /api/v2/deployments", "", "jobId"),
                        row("GET /api/v2/jobs/{id}", "", "status"),
                        row("GET /api/v2/environments/{id}/health", "", "status errorRate"),
                        row("POST /api/v2/deployments/{id}/rollback", "", ""),
                        row("POST /api/v2/audit/logs", "", ""));
            case FLOWS ->
                List.of(
                        token(),
                        row(
                                "GET /api/v2/flows",
                                "limit offset",
                                "id name version environmentId nodes edges externalReferences"),
                        row("POST /api/v2/flows/import", "", ""),
                        row("GET /api/v2/flows/{id}/status", "environmentId", "status"),
                        row("POST /api/v2/flows/{id}/rollback", "", ""),
                        prose("GET /api/v2/intents", "limit offset", "id name environmentId"),
                        prose("GET /api/v2/entities", "limit offset", "id name environmentId"));
            case VERSION_ROLLBACK ->
                List.of(
                        row("GET /api/v1/bots/{id}/versions", "page size", "id status environment")
                                .inProse("createdAt"),
                        row("GET /api/v1/sessions", "status botId", "id"),
                        row(START_ROLLBACK, "", "jobId"),
                        row("GET /api/v1/deployments/{id}/status", "", "state errorMessage"),
                        row("POST /api/v1/bots/{bot}/test", "", "intent").inProse("entities"));
        };
    }

    private static Row token() {
        return row(TOKEN, "", "access_token token_type expires_in scope");
    }

    private static Row row(String request, String query, String members) {
        return new Row(request, false, words(query), words(members), Set.of());
    }

    private static Row prose(String request, String query, String members) {
        return new Row(request, true, words(query), words(members), Set.of());
    }

    private final boolean isEverything;
    private final List<Row> rows;
    private final boolean withProse;

    private Offer(boolean isEverything, List<Row> rows, boolean withProse) {
        this.isEverything = isEverything;
        this.rows = rows;
        this.withProse = withProse;
    }

    static Offer everything() {
        return new Offer(true, List.of(), true);
    }

    static Offer of(List<Document> documents, boolean withProse) {
        return new Offer(
                false,
                documents.stream()
                        .flatMap(document -> described(document).stream())
                        .filter(row -> withProse || !row.isProse())
                        .toList(),
                withProse);
    }

    private static Set<String> words(String text) {
        return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    boolean isEverything() {
        return isEverything;
    }

    boolean issuesTokens() {
        return isEverything || rows.stream().anyMatch(row -> row.request().equals(TOKEN));
    }

    /** Returns the refusal of a request that the platform does not offer; empty if it does. */
    Optional<Refusal> refusal(Call call, Routes.Route route) {
        if (isEverything || route.request().equals(HOOK)) {
            return Optional.empty();
        }
        List<Row> described = rowsOf(call, route);
        if (described.isEmpty()) {
            return Optional.of(Refusal.of(404, "unknown_path", "There is nothing at " + call.rawPath()));
        }
        return call.queryNames().stream()
                .filter(name -> described.stream().noneMatch(row -> row.query().contains(name)))
                .findFirst()
                .map(name -> Refusal.invalid("query parameter " + name + " is not known"));
    }

    private List<Row> rowsOf(Call call, Routes.Route route) {
        String request = route.request();
        String wanted = request.equals(START) && call.bodyHas("action") ? START_ROLLBACK : request;
        return rows.stream().filter(row -> row.request().equals(wanted)).toList();
    }

    /** Returns the answer of this platform, without the members that none of its documents describes. */
    Reply answer(Call call, Routes.Route route, Reply reply) {
        if (isEverything || !reply.isSuccess() || route.request().equals(HOOK)) {
            return reply;
        }
        Set<String> members = new TreeSet<>();
        for (Row row : rowsOf(call, route)) {
            members.addAll(row.members());
            if (withProse) {
                members.addAll(row.proseMembers());
            }
        }
        try {
            JsonNode body = Json.read(new String(reply.body().get(), StandardCharsets.UTF_8));
            if (body instanceof ObjectNode object) {
                trim(object, members);
                String text = Json.write(object);
                return reply.withBody(() -> text.getBytes(StandardCharsets.UTF_8));
            }
            return reply;
        } catch (JsonProcessingException e) {
            // A body that was written for a test need not be JSON.
            return reply;
        }
    }

    private static void trim(ObjectNode object, Set<String> members) {
        Optional<JsonNode> list =
                LISTS.stream().map(object::path).filter(JsonNode::isArray).findFirst();
        if (list.isPresent()) {
            list.get().forEach(row -> {
                if (row instanceof ObjectNode item) {
                    item.retain(members);
                }
            });
        } else if (object.path("data") instanceof ObjectNode data) {
            data.retain(members);
        } else if (!object.has("success")) {
            object.retain(members);
        }
    }
}
