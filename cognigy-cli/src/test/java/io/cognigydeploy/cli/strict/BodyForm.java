package io.cognigydeploy.cli.strict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The documented form of the body of a request. */
interface BodyForm {

    int MOST_BYTES = 60 * 1024;
    String ID = "[0-9a-f]{24}";
    String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    String TEXT = "(?s).*";

    /**
     * Checks the body of a request.
     *
     * @throws Violation if it has another form
     */
    void check(Received request);

    /** Returns the form of a request that has no body. */
    static BodyForm none() {
        return request -> {
            if (request.body().length > 0) {
                throw Violation.malformed("a body where none is documented");
            }
        };
    }

    /**
     * Returns the form of a JSON object of texts.
     *
     * @param required the names of the members that must be there
     * @param members the pattern of each member that may be there
     */
    static BodyForm json(Set<String> required, Map<String, String> members) {
        return request -> {
            JsonNode body = object(request);
            for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                String pattern = members.get(name);
                if (pattern == null) {
                    throw Violation.malformed("the body has " + name + ", which is not documented");
                }
                if (!body.path(name).isTextual()
                        || !Pattern.matches(pattern, body.path(name).textValue())) {
                    throw Violation.malformed(name + " has not the form " + pattern);
                }
            }
            for (String name : required) {
                if (!body.has(name)) {
                    throw Violation.malformed("the body lacks " + name);
                }
            }
        };
    }

    private static JsonNode object(Received request) {
        if (!request.header("Content-Type").orElse("").matches("application/json(; ?charset=utf-8)?")) {
            throw Violation.malformed("a body that is not sent as application/json");
        }
        if (request.body().length > MOST_BYTES) {
            throw new Violation(413, "a document of more than 60 kB");
        }
        try {
            JsonNode body = new JsonMapper().readTree(new String(request.body(), StandardCharsets.UTF_8));
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            // Refused below.
        }
        throw Violation.malformed("a body that is no JSON object");
    }
}
