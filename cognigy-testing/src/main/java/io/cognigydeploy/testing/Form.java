package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The documented form of one kind of request; {@code requests.json} has all of them. */
final class Form {

    private static final String ID = "urn:cognigy-deploy:requests";
    private static final JsonNode ROOT = Json.resource("requests.json");
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .format(format("date-time", Form::isMoment))
                    .format(format("uri", Form::isUrl))
                    .build(),
            registry -> registry.schemas(Map.of(ID, Json.write(ROOT)))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_PATH)
                            .formatAssertionsEnabled(true)
                            .failFast(true)
                            .build()));
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

    private final String name;
    private final JsonNode described;
    private final String method;
    private final List<String> template;

    private Form(String name, JsonNode described) {
        this.name = name;
        this.described = described;
        String[] request = described.path("request").asText().split(" ", 2);
        this.method = request[0];
        this.template = List.of(request[1].split("/", -1));
    }

    private static Map<String, Form> all() {
        Map<String, Form> all = new LinkedHashMap<>();
        ROOT.path("requests").properties().forEach(request -> all.put(
                request.getKey(), new Form(request.getKey(), request.getValue())));
        return all;
    }

    String method() {
        return method;
    }

    /** Returns the scopes, one of which a token must have, in the singular; empty if the request takes no token. */
    List<String> scopes() {
        return Json.texts(described.path("scopes"));
    }

    boolean isOpen() {
        return scopes().isEmpty();
    }

    boolean isEnveloped() {
        return described.path("isEnveloped").booleanValue();
    }

    /** Returns whether one of these documents describes the request, with its form or else in prose. */
    boolean isIn(Set<Document> documents, boolean withProse) {
        return (withProse || !described.path("isProse").booleanValue())
                && Json.texts(described.path("documents")).stream()
                        .map(Document::valueOf)
                        .anyMatch(documents::contains);
    }

    /** Returns whether no document names this parameter. */
    boolean isBeyond(String parameter) {
        return Json.texts(described.path("beyond")).contains(parameter);
    }

    /** Returns the members of the answer, or of each row of it if it is a list, that documents name. */
    List<String> answer(boolean withProse) {
        List<String> members = Json.texts(described.path("answer"));
        if (withProse) {
            members.addAll(Json.texts(described.path("proseAnswer")));
        }
        return members;
    }

    boolean hasPathOf(Call call) {
        return call.fits(template);
    }

    /** Returns whether the request is of this kind, whatever its form. */
    boolean fits(Call call) {
        return call.method().equals(method)
                && hasPathOf(call)
                && (!described.has("with") || call.bodyHas(described.path("with").asText()));
    }

    /** Returns the departure of a request from this form; empty if there is none. */
    Optional<Refusal> departure(Call call) {
        return headerDeparture(call)
                .map(detail -> Refusal.of(422, "invalid_header", detail))
                .or(() -> queryDeparture(call).or(() -> bodyDeparture(call)).map(Refusal::invalid));
    }

    private Optional<String> headerDeparture(Call call) {
        return described.path("headers").properties().stream()
                .filter(wanted -> !call.header(wanted.getKey())
                        .orElse("")
                        .equals(wanted.getValue().textValue()))
                .map(wanted -> "header " + wanted.getKey() + " must be "
                        + wanted.getValue().textValue())
                .findFirst();
    }

    private Optional<String> queryDeparture(Call call) {
        ObjectNode parameters = Json.object();
        for (String parameter : call.queryNames()) {
            List<String> values = call.queryValues(parameter);
            if (values.size() > 1) {
                return Optional.of("query parameter " + parameter + " is there more than once");
            }
            String value = values.get(0);
            if (INTEGER.matcher(value).matches()) {
                parameters.set(parameter, IntNode.valueOf(Integer.parseInt(value)));
            } else {
                parameters.put(parameter, value);
            }
        }
        return departure(described.has("query") ? part("query") : "/$defs/nothing", "query parameter ", parameters);
    }

    private Optional<String> bodyDeparture(Call call) {
        if (described.path("body").booleanValue()) {
            return Optional.empty();
        }
        if (described.has("body")) {
            return wrongType(call, "application/json").or(() -> jsonDeparture(call));
        }
        if (described.has("form")) {
            return wrongType(call, "application/x-www-form-urlencoded")
                    .or(() -> departure(part("form"), "form.", call.formFields()));
        }
        return Optional.of(call.bodyText().length())
                .filter(length -> length > 0)
                .map(length -> "a body is not expected, and there are " + length + " characters");
    }

    private Optional<String> jsonDeparture(Call call) {
        try {
            return departure(part("body"), "body.", Json.read(call.bodyText()));
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
     * @param where what comes before the names of members
     */
    static Optional<String> departure(String pointer, String where, JsonNode value) {
        return REGISTRY.getSchema(SchemaLocation.of(ID + "#" + pointer)).validate(value).stream()
                .findFirst()
                .map(error -> sentence(where, error));
    }

    private static String sentence(String where, Error error) {
        // A path such as $.nodes[0].id, of which the first two characters stand for the value itself.
        String path = error.getInstanceLocation().toString();
        String place = path.equals("$") ? where.substring(0, where.length() - 1) : where + path.substring(2);
        String member = path.equals("$") ? where + error.getProperty() : place + "." + error.getProperty();
        return switch (error.getKeyword()) {
            case "required" -> member + " is missing";
            case "additionalProperties" -> member + " is not known";
            default ->
                place + " must be "
                        + words(ROOT.at(error.getSchemaLocation()
                                .getFragment()
                                .getParent()
                                .toString()))
                        + ", not "
                        + Printable.cut(error.getInstanceNode().toString(), 80);
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

    private static Format format(String name, Predicate<String> fits) {
        return new Format() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean matches(ExecutionContext context, String value) {
                return fits.test(value);
            }
        };
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
