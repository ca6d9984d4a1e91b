package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.cognigydeploy.client.model.Page;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader of one page of a list, bare or wrapped. An absent list is not an empty list. A list that is null is empty, and
 * so is one that is left out beside a total of 0.
 */
final class PageReader extends JsonDeserializer<Page<?>> implements ContextualDeserializer {

    private static final List<String> LISTS =
            Words.listed("items, data, results, result, rows, records, entries, content, values, list, elements, "
                    + "response, payload, body, _embedded");
    private static final List<String> TOTALS =
            Words.listed("total, totalCount, totalElements, totalItems, totalRecords, totalResults");
    private static final List<String> LIMITS = Words.listed("limit, size, pageSize, perPage, itemsPerPage, pageLimit");
    private static final List<String> BESIDE = Words.listed("meta, pagination, paging, page, pageInfo, metadata");
    private static final Set<String> NO_LISTS = Set.of("errors", "warnings", "links", "messages");
    private static final int MAX_DEPTH = 3;

    private final JavaType row;

    private PageReader(JavaType row) {
        this.row = row;
    }

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("pages");
        module.addDeserializer(Page.class, new PageReader(TypeFactory.unknownType()));
        return module;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        return new PageReader(context.getContextualType().containedTypeOrUnknown(0));
    }

    @Override
    public Page<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode document = Json.tree(parser, context);
        List<JsonNode> around = new ArrayList<>();
        JsonNode list = list(document, Envelope.Names.of(context).ordered(LISTS), around, 0);
        Optional<Long> total = number(around, TOTALS);
        if (list == null && total.filter(all -> all == 0).isEmpty()) {
            throw MismatchedInputException.from(parser, (Class<?>) null, Envelope.shape(document) + " without a list");
        }
        JsonNode rows = list == null ? context.getNodeFactory().arrayNode() : Envelope.withoutNulls(list);
        JavaType all = context.getTypeFactory().constructCollectionType(List.class, row);
        List<?> items = context.readTreeAsValue(rows, all);
        return new Page<>(
                List.copyOf(items),
                total,
                number(around, LIMITS)
                        .filter(limit -> limit > 0 && limit <= Integer.MAX_VALUE)
                        .map(Long::intValue));
    }

    /**
     * Returns the list in the document: empty if it is null, and null if there is none.
     *
     * @param around collects the objects that contain the list, from within
     */
    private static @Nullable JsonNode list(JsonNode node, List<String> names, List<JsonNode> around, int depth) {
        if (node.isArray() || node.isNull()) {
            return node;
        }
        if (!node.isObject() || depth > MAX_DEPTH) {
            return null;
        }
        JsonNode found = null;
        for (String name : names) {
            if (found == null || found.isNull()) {
                JsonNode inner = list(Envelope.member(node, name), names, around, depth + 1);
                found = inner == null ? found : inner;
            }
        }
        if (found == null) {
            found = onlyList(node);
        }
        around.add(node);
        return found;
    }

    /** Returns the list under a name that only this platform uses, such as {@code versions}. */
    private static @Nullable JsonNode onlyList(JsonNode node) {
        List<JsonNode> lists = node.properties().stream()
                .filter(field -> field.getValue().isArray() && !NO_LISTS.contains(field.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return lists.size() == 1 ? lists.get(0) : null;
    }

    /** Returns the first number under one of the names, in the objects around the list and in those beside it. */
    private static Optional<Long> number(List<JsonNode> around, List<String> names) {
        for (JsonNode object : around) {
            Optional<Long> found = numberIn(object, names);
            for (int i = 0; i < BESIDE.size() && found.isEmpty(); i++) {
                found = numberIn(Envelope.member(object, BESIDE.get(i)), names);
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> numberIn(JsonNode place, List<String> names) {
        Optional<Long> found = Optional.empty();
        for (int i = 0; i < names.size() && place.isObject() && found.isEmpty(); i++) {
            found = number(Envelope.member(place, names.get(i)));
        }
        return found;
    }

    private static Optional<Long> number(JsonNode value) {
        try {
            return value.isNumber() || value.isTextual()
                    ? Optional.of(new BigDecimal(value.asText().strip()).longValueExact())
                            .filter(number -> number >= 0)
                    : Optional.empty();
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
