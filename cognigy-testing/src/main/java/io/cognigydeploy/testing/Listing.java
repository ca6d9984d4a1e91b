package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The answers of the product: objects and pages of lists, as HAL unless JSON is asked for. */
final class Listing {

    private static final int DEFAULT_LIMIT = 25;
    private static final String JSON = "application/json";
    private static final Set<String> NO_FIELDS =
            Set.of("api_key", "projectId", "preferredLocaleId", "filter", "limit", "skip", "sort", "next", "previous");

    private Listing() {}

    /** Returns one object, or what began to be made of it. */
    static Reply object(Call call, int status, ObjectNode json) {
        if (!isHal(call)) {
            return Reply.json(status, json);
        }
        ObjectNode hal = json.deepCopy();
        hal.putObject("_links").putObject("self").put("href", call.rawPath());
        return hal(status, hal);
    }

    /** Returns one page of all rows. */
    static Reply of(Call call, String plural, List<ObjectNode> all) {
        return of(call, plural, all, row -> row);
    }

    /**
     * Returns one page of all rows.
     *
     * @param shown makes what is shown of a row
     */
    static Reply of(Call call, String plural, List<ObjectNode> all, UnaryOperator<ObjectNode> shown) {
        List<ObjectNode> rows =
                new ArrayList<>(all.stream().filter(row -> isWanted(row, call)).toList());
        call.query("sort").ifPresent(sort -> rows.sort(order(sort)));
        int limit = call.query("limit", DEFAULT_LIMIT);
        int start = call.query("next").map(Listing::position).orElse(call.query("skip", 0));
        int before = call.query("previous").map(Listing::position).orElse(-1);
        if (before >= 0) {
            start = Math.max(0, before - limit);
        }
        int from = Math.min(start, rows.size());
        int to = Math.min(from + limit, rows.size());
        List<ObjectNode> page = rows.subList(from, to).stream().map(shown).toList();
        return isHal(call)
                ? halPage(call, plural, page, rows.size())
                : Reply.json(
                        200,
                        Json.object()
                                .<ObjectNode>set("items", Json.rows(page))
                                .put("total", rows.size())
                                .put("nextCursor", to < rows.size() ? cursor(to) : null)
                                .put("previousCursor", from > 0 ? cursor(from) : null));
    }

    private static Reply halPage(Call call, String plural, List<ObjectNode> page, int total) {
        List<ObjectNode> rows = page.stream()
                .map(row -> {
                    ObjectNode hal = row.deepCopy();
                    String id = String.valueOf(hal.remove(ProductWorld.ID).asText());
                    hal.putObject("_links").putObject("self").put("href", call.rawPath() + "/" + id);
                    return hal;
                })
                .toList();
        ObjectNode body = Json.object().put("total", total);
        body.putObject("_links").putObject("self").put("href", call.rawPath());
        body.putObject("_embedded").set(plural, Json.rows(rows));
        return hal(200, body);
    }

    private static Reply hal(int status, ObjectNode body) {
        return Reply.json(status, body).withHeader("Content-Type", "application/hal+json");
    }

    private static boolean isHal(Call call) {
        return !call.header("Accept").orElse("").contains(JSON);
    }

    private static boolean isWanted(ObjectNode row, Call call) {
        String text = call.query("filter").orElse("").toLowerCase(Locale.ROOT);
        return row.path("name").asText().toLowerCase(Locale.ROOT).contains(text)
                && call.queryNames().stream()
                        .filter(name -> !NO_FIELDS.contains(name))
                        .allMatch(name ->
                                row.path(name).asText().equals(call.query(name).orElse("")));
    }

    private static Comparator<ObjectNode> order(String sort) {
        return Stream.of(sort.split(",", -1))
                .map(key -> key.split(":", 2))
                .map(sides -> order(sides[0], sides[1].equals("desc")))
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }

    private static Comparator<ObjectNode> order(String field, boolean isDescending) {
        Comparator<ObjectNode> order = (one, other) -> compare(one.path(field), other.path(field));
        return isDescending ? order.reversed() : order;
    }

    private static int compare(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.asText().compareTo(other.asText());
    }

    /** Returns the cursor of a position; it looks like an id, as the product's do. */
    private static String cursor(int position) {
        return String.format(Locale.ROOT, "%024x", position);
    }

    private static int position(String cursor) {
        try {
            return Integer.parseInt(cursor, 16);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("next and previous must be cursors of a list");
        }
    }
}
