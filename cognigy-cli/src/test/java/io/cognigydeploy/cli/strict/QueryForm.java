package io.cognigydeploy.cli.strict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The documented form of the query of a request.
 *
 * @param required the names of the parameters that must be there
 * @param parameters the pattern of each parameter that may be there
 */
record QueryForm(Set<String> required, Map<String, String> parameters) {

    private static final String UP_TO_100 = "[1-9][0-9]?|100";

    /** Returns the form of a query that need not be there. */
    static QueryForm of(Map<String, String> parameters) {
        return new QueryForm(Set.of(), parameters);
    }

    /** Returns the form of the query of a list. */
    static QueryForm list(Map<String, String> required) {
        Map<String, String> parameters = new LinkedHashMap<>(required);
        parameters.put("filter", BodyForm.TEXT);
        parameters.put("limit", UP_TO_100);
        parameters.put("skip", "[0-9]{1,9}");
        parameters.put("sort", "[A-Za-z]+:(asc|desc)(,[A-Za-z]+:(asc|desc))*");
        parameters.put("next", BodyForm.ID);
        parameters.put("previous", BodyForm.ID);
        return new QueryForm(required.keySet(), parameters);
    }

    /** @throws Violation if the query has another form */
    void check(Map<String, String> query) {
        query.forEach((name, value) -> {
            String pattern = parameters.get(name);
            if (pattern == null) {
                throw Violation.malformed("the query has " + name + ", which is not documented");
            }
            if (!Pattern.matches(pattern, value)) {
                throw Violation.malformed(name + "=" + value + " has not the form " + pattern);
            }
        });
        if (query.containsKey("skip") && (query.containsKey("next") || query.containsKey("previous"))) {
            throw Violation.malformed("skip together with a cursor");
        }
        for (String name : required) {
            if (!query.containsKey(name)) {
                throw Violation.malformed("the query lacks " + name);
            }
        }
    }
}
