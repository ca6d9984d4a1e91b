package io.cognigydeploy.cli.strict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documented requests that a release may need, each with its method, path, query and body. */
enum DocumentedRequest {
    LIST_PROJECTS("GET /projects", QueryForm.list(Map.of()), BodyForm.none()),
    READ_PROJECT("GET /projects/{id}", none(), BodyForm.none()),
    READ_GRAPH(
            "GET /projects/{id}/graph",
            QueryForm.of(Map.of("packages", flag(), "dependencies", flag(), "snapshots", flag())),
            BodyForm.none()),
    LIST_FLOWS("GET /flows", ofProject(), BodyForm.none()),
    READ_FLOW("GET /flows/{id}", QueryForm.of(Map.of("preferredLocaleId", BodyForm.ID)), BodyForm.none()),
    TRAIN_FLOW("POST /flows/{id}/intents/train", none(), fields("localeId", BodyForm.ID)),
    LIST_LOCALES("GET /locales", ofProject(), BodyForm.none()),
    READ_LOCALE("GET /locales/{id}", none(), BodyForm.none()),
    LIST_CONNECTIONS("GET /connections", ofProject(), BodyForm.none()),
    LIST_EXTENSIONS("GET /extensions", ofProject(), BodyForm.none()),
    LIST_MODELS("GET /largelanguagemodels", ofProject(), BodyForm.none()),
    LIST_SNAPSHOTS("GET /snapshots", ofProject(), BodyForm.none()),
    MAKE_SNAPSHOT(
            "POST /snapshots",
            none(),
            fields("projectId", BodyForm.ID, "name", "[^\\\\/:*?\"<>|¥]{1,200}", "description", ".{1,500}")),
    UPLOAD_SNAPSHOT("POST /snapshots/upload", none(), UploadForm::of),
    READ_SNAPSHOT("GET /snapshots/{id}", none(), BodyForm.none()),
    DELETE_SNAPSHOT("DELETE /snapshots/{id}", none(), BodyForm.none()),
    PACKAGE_SNAPSHOT("POST /snapshots/{id}/package", none(), BodyForm.none()),
    LINK_SNAPSHOT("POST /snapshots/{id}/downloadlink", none(), BodyForm.none()),
    LIST_RESOURCES(
            "GET /snapshots/{id}/resources",
            QueryForm.list(Map.of("resourceType", "flow|nluconnector|locale|flowState|largeLanguageModel")),
            BodyForm.none()),
    LIST_TASKS("GET /tasks", ofProject(), BodyForm.none()),
    READ_TASK("GET /tasks/{id}", QueryForm.of(Map.of("projectId", BodyForm.ID)), BodyForm.none()),
    CANCEL_TASK("POST /tasks/{id}/cancel", none(), BodyForm.none()),
    LIST_ENDPOINTS("GET /endpoints", ofProject(), BodyForm.none()),
    READ_ENDPOINT("GET /endpoints/{id}", none(), BodyForm.none()),
    SWITCH_ENDPOINT(
            "PATCH /endpoints/{id}",
            none(),
            fields("entrypoint", BodyForm.ID, "flowId", "|" + BodyForm.UUID, "localeId", BodyForm.UUID)),
    LIST_PLAYBOOKS("GET /playbooks", ofProject(), BodyForm.none()),
    RUN_PLAYBOOK(
            "POST /playbooks/{id}/schedule",
            none(),
            fields("entrypoint", BodyForm.ID, "flowId", BodyForm.UUID, "localeId", BodyForm.UUID)),
    LIST_RUNS("GET /playbooks/{id}/runs", QueryForm.list(Map.of()), BodyForm.none()),
    READ_RUN("GET /playbooks/{id}/runs/{id}", none(), BodyForm.none());

    private static final String PREFIX = "/new/v2.0";

    private final String method;
    private final Pattern path;

    @SuppressWarnings("ImmutableEnumChecker") // its maps are never changed
    private final QueryForm query;

    @SuppressWarnings("ImmutableEnumChecker") // it is made of constants
    private final BodyForm body;

    DocumentedRequest(String line, QueryForm query, BodyForm body) {
        this.method = line.substring(0, line.indexOf(' '));
        this.path = Pattern.compile(
                Pattern.quote(PREFIX) + line.substring(line.indexOf(' ') + 1).replace("{id}", "([^/]+)"));
        this.query = query;
        this.body = body;
    }

    private static QueryForm none() {
        return QueryForm.of(Map.of());
    }

    private static QueryForm ofProject() {
        return QueryForm.list(Map.of("projectId", BodyForm.ID));
    }

    private static String flag() {
        return "true|false";
    }

    /** Returns the form of a body with members, all of which must be there. */
    private static BodyForm fields(String... namesAndPatterns) {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndPatterns.length; i += 2) {
            members.put(namesAndPatterns[i], namesAndPatterns[i + 1]);
        }
        return BodyForm.json(Set.copyOf(members.keySet()), members);
    }

    /**
     * A request in form.
     *
     * @param ids the ids in its path
     */
    record InForm(DocumentedRequest request, List<String> ids) {}

    /** @throws Violation if the request is not documented, or not in this form */
    static InForm of(Received received) {
        List<DocumentedRequest> there = Arrays.stream(values())
                .filter(each -> each.path.matcher(received.path()).matches())
                .toList();
        if (there.isEmpty()) {
            throw new Violation(404, "a path that is not documented");
        }
        DocumentedRequest request = there.stream()
                .filter(each -> each.method.equals(received.method()))
                .findFirst()
                .orElseThrow(() -> new Violation(405, "a method that is not documented"));
        List<String> ids = new ArrayList<>();
        Matcher path = request.path.matcher(received.path());
        for (int group = 1; path.matches() && group <= path.groupCount(); group++) {
            ids.add(path.group(group));
        }
        if (!ids.stream().allMatch(id -> id.matches(BodyForm.ID))) {
            throw Violation.malformed("an id that has not 24 hexadecimal digits");
        }
        request.query.check(received.query());
        request.body.check(received);
        return new InForm(request, ids);
    }
}
