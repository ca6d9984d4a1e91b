package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.PathType;
import io.cognigydeploy.client.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The documented form of one kind of request. {@code requests.json} has those of the documented platform and explains
 * the components, {@code product-requests.json} has those of the product.
 *
 * @param templates the segments of its paths, values as {@code {name}}
 * @param dialect the conventions that it shares with others
 * @param isGuest whether it may have credentials although it needs none
 * @param isBodyOptional whether it may have no body in place of a JSON one
 * @param with the member of the body by which it differs from another request of the same path; empty if none does
 * @param scopes one of which a token must have, in the singular; empty if the request takes no token
 * @param documents those that describe the request
 * @param beyond its parameters that no document names
 * @param answer the members of its answer, or of each row of it if it is a list, that documents name
 */
record Form(
        String name,
        String method,
        List<List<String>> templates,
        String dialect,
        String with,
        List<String> scopes,
        boolean isGuest,
        boolean isEnveloped,
        Map<String, String> headers,
        JsonNode path,
        JsonNode query,
        JsonNode body,
        boolean isBodyOptional,
        JsonNode form,
        JsonNode multipart,
        Set<Document> documents,
        boolean isProse,
        Set<String> beyond,
        List<String> answer,
        List<String> proseAnswer) {

    /** A test of the texts that have a format. */
    private record Rule(String getName, Predicate<String> fits) implements Format {

        @Override
        public boolean matches(ExecutionContext context, String value) {
            return fits.test(value);
        }
    }

    private static final String ID = "urn:cognigy-deploy:requests";
    private static final JsonNode ROOT = joined("requests.json", "product-requests.json");
    private static final Pattern MONGO_ID = Pattern.compile("[a-z0-9]{24}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .format(new Rule("date-time", Form::isMoment))
                    .format(new Rule("uri", Form::isUrl))
                    .format(new Rule("mongo-id", MONGO_ID.asMatchPredicate()))
                    .format(new Rule("uuid", UUID.asMatchPredicate()))
                    // Of what surrounds the schemas. The library warns of words that it does not have.
                    .keyword(new NonValidationKeyword("requests"))
                    .build(),
            registry -> registry.schemas(Map.of(ID, Json.write(ROOT)))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_PATH)
                            .formatAssertionsEnabled(true)
                            .failFast(true)
                            .build()));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
    private static final Map<String, String> TYPES = Map.of(
            "string", "a string",
            "integer", "an integer",
            "number", "a number",
            "boolean", "true or false",
            "array", "an array",
            "object", "an object");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    /** The forms of all requests, by name. */
    static final Map<String, Form> ALL = all();

    static final Form TOKEN = Objects.requireNonNull(ALL.get("token"));

    /** Returns what the resources describe, as one; each request has the defaults of its resource. */
    private static ObjectNode joined(String... resources) {
        ObjectNode root = Json.object();
        for (String resource : resources) {
            JsonNode part = Json.resource(resource);
            part.path("$defs")
                    .properties()
                    .forEach(schema -> root.withObject("/$defs").set(schema.getKey(), schema.getValue()));
            part.path("requests")
                    .properties()
                    .forEach(request -> root.withObject("/requests")
                            .set(
                                    request.getKey(),
                                    part.path("defaults").<ObjectNode>deepCopy().setAll((ObjectNode)
                                            request.getValue())));
        }
        return root;
    }

    private static Map<String, Form> all() {
        JsonMapper mapper = Json.MAPPER
                .rebuild()
                .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
                .build();
        Map<String, Form> all = new LinkedHashMap<>();
        ROOT.path("requests").properties().forEach(request -> {
            ObjectNode described = request.getValue().<ObjectNode>deepCopy().put("name", request.getKey());
            String[] line = described.remove("request").textValue().split(" ", 2);
            described.put("method", line[0]).set("templates", Json.MAPPER.valueToTree(templates(line[1])));
            all.put(request.getKey(), mapper.convertValue(described, Form.class));
        });
        return all;
    }

    /** Returns the segments of a path; one like {@code /new?} may be left out, which makes two paths. */
    private static List<List<String>> templates(String path) {
        return Stream.of(path.replaceFirst("/\\w+[?]", ""), path.replace("?", ""))
                .distinct()
                .map(whole -> List.of(whole.split("/", -1)))
                .toList();
    }

    boolean isOpen() {
        return scopes.isEmpty();
    }

    boolean hasPathOf(Call call) {
        for (List<String> template : templates) {
            if (call.fits(template)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the request is of this kind, whatever its form. */
    boolean fits(Call call) {
        return call.method().equals(method)
                && hasPathOf(call)
                && (with.isEmpty() || call.json().has(with));
    }

    /** Returns the departure of a request from this form; empty if there is none. */
    Optional<Refusal> departure(Call call) {
        return headerDeparture(call)
                .map(detail -> Refusal.of(422, "invalid_header", detail))
                .or(() -> pathDeparture(call)
                        .or(() -> queryDeparture(call))
                        .or(() -> bodyDeparture(call))
                        .map(Refusal::invalid));
    }

    private Optional<String> headerDeparture(Call call) {
        return headers.entrySet().stream()
                .filter(wanted -> !call.header(wanted.getKey()).orElse("").equals(wanted.getValue()))
                .map(wanted -> "header " + wanted.getKey() + " must be " + wanted.getValue())
                .findFirst();
    }

    private Optional<String> pathDeparture(Call call) {
        return path.isObject() ? departure(part("path"), "path", call.pathValues()) : Optional.empty();
    }

    private Optional<String> queryDeparture(Call call) {
        if (call.queryNames().isEmpty() && !query.isObject()) {
            return Optional.empty();
        }
        ObjectNode parameters = Json.object();
        for (String parameter : call.queryNames()) {
            List<String> values = call.queryValues(parameter);
            if (values.size() > 1) {
                return Optional.of("query parameter " + parameter + " is there more than once");
            }
            String value = values.get(0);
            if (INTEGER.matcher(value).matches()) {
                parameters.put(parameter, Integer.parseInt(value));
            } else {
                parameters.put(parameter, value);
            }
        }
        return departure(query.isObject() ? part("query") : "/$defs/nothing", "query", parameters)
                .map(text -> text.replaceFirst("^query[.]", "query parameter "));
    }

    private Optional<String> bodyDeparture(Call call) {
        if (multipart.isObject()) {
            return wrongType(call, "multipart/form-data")
                    .or(() -> departure(
                            part("multipart"),
                            "part",
                            call.parts().map(Multipart::fields).orElseGet(Json::object)));
        }
        if (isBodyOptional && call.bodyText().isEmpty()) {
            return Optional.empty();
        }
        if (body.isObject()) {
            return wrongType(call, "application/json").or(() -> jsonDeparture(call));
        }
        if (form.isObject()) {
            return wrongType(call, "application/x-www-form-urlencoded")
                    .or(() -> departure(part("form"), "form", call.formFields()));
        }
        return Optional.of(call.bodyText().length())
                .filter(length -> length > 0 && !body.booleanValue())
                .map(length -> "a body is not expected, and there are " + length + " characters");
    }

    private Optional<String> jsonDeparture(Call call) {
        try {
            return departure(part("body"), "body", Json.read(call.bodyText()));
        } catch (JsonProcessingException e) {
            return Optional.of("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private String part(String part) {
        return "/requests/" + name + "/" + part;
    }

    private static Optional<String> wrongType(Call call, String wanted) {
        String type = call.header("Content-Type").orElse("");
        String essence = type.split(";", 2)[0].trim();
        return essence.equalsIgnoreCase(wanted)
                ? Optional.empty()
                : Optional.of("Content-Type must be " + wanted + ", not '" + type + "'");
    }

    /**
     * Returns the first departure of a value from a schema, in words; empty if there is none.
     *
     * @param pointer the place of the schema in {@code requests.json}
     * @param where the words for the value
     */
    static Optional<String> departure(String pointer, String where, JsonNode value) {
        return SCHEMAS.computeIfAbsent(pointer, Form::schema).validate(value).stream()
                .findFirst()
                .map(error -> sentence(where, error));
    }

    private static Schema schema(String pointer) {
        return REGISTRY.getSchema(SchemaLocation.of(ID + "#" + pointer));
    }

    private static String sentence(String where, Error error) {
        // A path such as $.nodes[0].id, of which the first character stands for the value itself.
        String place = where + error.getInstanceLocation().toString().substring(1);
        return switch (error.getKeyword()) {
            case "required" -> place + "." + error.getProperty() + " is missing";
            case "additionalProperties" -> place + "." + error.getProperty() + " is not known";
            default -> {
                JsonNode schema = ROOT.at(
                        error.getSchemaLocation().getFragment().getParent().toString());
                if (error.getKeyword().equals("format") && !schema.has("title")) {
                    yield place + " should be of format '"
                            + schema.path("format").asText() + "'";
                }
                yield place + " must be " + words(schema) + ", not "
                        + Printable.cut(error.getInstanceNode().toString(), 80);
            }
        };
    }

    private static String words(JsonNode schema) {
        if (schema.has("enum")) {
            return "one of " + Json.texts(schema.path("enum"));
        }
        JsonNode type = schema.path("type");
        return schema.path("title")
                .asText(TYPES.get(type.isArray() ? type.path(0).asText() : type.asText()));
    }

    /** Returns whether the text is a date and a time with an offset, as ISO 8601 has them. */
    private static boolean isMoment(String text) {
        try {
            return OffsetDateTime.parse(text).getOffset() != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Returns whether the text is an http or https URL with a host. */
    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null && Set.of("http", "https").contains(String.valueOf(url.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
