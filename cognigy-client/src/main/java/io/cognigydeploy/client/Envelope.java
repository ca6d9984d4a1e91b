package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The wrappers that servers put around their answers, and the search for the answer in them. */
final class Envelope {

    private static final List<String> WRAPPERS = Words.listed(
            "data, result, results, response, payload, body, content, item, value, attributes, deployment, "
                    + "job, operation, task, bot, environment, flow, metrics, canary, health, validation, trace, "
                    + "version, webhook");

    /** Words for the status of the envelope itself, which say nothing about the job inside. */
    private static final Set<String> OF_ENVELOPES = Set.of("success", "ok", "error", "fail");

    private static final List<String> IDS = List.of("id", "jobId", "deploymentId");

    private static final int MAX_DEPTH = 3;
    private static final int MAX_NAMES = 12;

    private Envelope() {}

    /**
     * The names that a document uses.
     *
     * @param own the document's own names of the members that decide
     * @param wrapped whether the document wraps its answers in {@code data}
     * @param asked the requested id, which an answer need not repeat; empty if none was requested
     * @param secrets secrets that no note about the answer may contain
     */
    record Names(List<String> own, boolean wrapped, String asked, Secrets secrets) {

        static final Names USUAL = new Names(List.of(), false, "", new Secrets());

        static Names of(DatabindContext context) {
            return context.getAttribute(Names.class) instanceof Names given ? given : USUAL;
        }

        /** Returns the names in order of precedence: the document's own first. */
        List<String> ordered(List<String> names) {
            List<String> all =
                    new ArrayList<>(own.stream().filter(names::contains).toList());
            names.stream().filter(name -> !all.contains(name)).forEach(all::add);
            return all;
        }
    }

    /**
     * A member of a model.
     *
     * @param names names of the member, in order of precedence
     * @param spellings the same by their letters and digits alone
     * @param isNeeded whether an answer without the member is invalid
     */
    record Member(String name, List<String> names, Set<String> spellings, boolean isNeeded) {

        static Member of(String name, List<String> names, boolean isNeeded) {
            return new Member(
                    name, names, names.stream().map(Envelope::spelling).collect(Collectors.toSet()), isNeeded);
        }

        boolean isNeededId() {
            return isNeeded && name.equals("id");
        }

        /** Returns whether the object has the member under its first name. */
        boolean isOwnIn(JsonNode object) {
            return isValue(object.path(names.get(0)));
        }

        boolean isIn(JsonNode object) {
            return !values(Fields.of(object)).isEmpty();
        }

        /** Returns the values for the member: first under its exact names, then under other spellings. */
        List<JsonNode> values(Fields fields) {
            List<JsonNode> all = new ArrayList<>();
            for (String name : names) {
                add(all, fields.object().path(name));
            }
            for (int i = 0; i < fields.spellings().size(); i++) {
                if (spellings.contains(fields.spellings().get(i))) {
                    add(all, fields.values().get(i));
                }
            }
            return all;
        }

        private static void add(List<JsonNode> all, JsonNode value) {
            if (isValue(value) && !all.contains(value)) {
                all.add(value);
            }
        }

        private static boolean isValue(JsonNode value) {
            return !value.isMissingNode() && !value.isNull();
        }
    }

    /**
     * The members of an object.
     *
     * @param spellings their names by letters and digits alone
     */
    record Fields(JsonNode object, List<String> spellings, List<JsonNode> values) {

        static Fields of(JsonNode object) {
            List<String> spellings = new ArrayList<>(object.size());
            List<JsonNode> values = new ArrayList<>(object.size());
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                spellings.add(spelling(field.getKey()));
                values.add(field.getValue());
            }
            return new Fields(object, spellings, values);
        }
    }

    /**
     * The members of a model.
     *
     * @param needed the members without which an answer is invalid
     * @param neededOfOne the same without the id, which an answer to a request for one id need not repeat
     */
    record Wanted(List<Member> all, List<Member> needed, List<Member> neededOfOne) {

        static Wanted of(List<Member> all) {
            List<Member> needed = all.stream().filter(Member::isNeeded).toList();
            return new Wanted(
                    all,
                    needed,
                    needed.stream().filter(member -> !member.isNeededId()).toList());
        }

        boolean hasNeededId() {
            return neededOfOne.size() < needed.size();
        }
    }

    /** Returns the object in the document that is the answer; empty if there is none. */
    static Optional<JsonNode> find(JsonNode document, Wanted wanted, Names names) {
        List<Member> unasked = names.asked().isEmpty() ? wanted.needed() : wanted.neededOfOne();
        JsonNode whole = withoutBareWord(document, wanted.all(), unasked);
        List<JsonNode> candidates = new ArrayList<>();
        collect(whole, candidates, 0);
        if (whole.isObject()) {
            if (isAboutItself(whole, candidates.size())) {
                candidates.remove(0);
            } else if (names.wrapped()) {
                candidates.add(candidates.remove(0));
            }
        }
        if (wanted.needed().isEmpty()) {
            return richest(candidates, wanted.all());
        }
        JsonNode found = first(candidates, wanted.needed());
        return Optional.ofNullable(found == null ? first(candidates, unasked) : found);
    }

    /** Returns the first candidate that has all members under their first names, or else under any name. */
    private static @Nullable JsonNode first(List<JsonNode> candidates, List<Member> needed) {
        for (JsonNode candidate : candidates) {
            if (hasAll(needed, member -> member.isOwnIn(candidate))) {
                return candidate;
            }
        }
        for (JsonNode candidate : candidates) {
            if (hasAll(needed, member -> member.isIn(candidate))) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean hasAll(List<Member> needed, Predicate<Member> condition) {
        for (Member member : needed) {
            if (!condition.test(member)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<JsonNode> richest(List<JsonNode> candidates, List<Member> members) {
        // The first of the richest.
        return candidates.stream()
                .max(Comparator.comparingLong(candidate -> members.stream()
                        .filter(member -> member.isIn(candidate))
                        .count()));
    }

    private static void collect(JsonNode node, List<JsonNode> candidates, int depth) {
        if (node.isArray() && node.size() == 1) {
            collect(node.get(0), candidates, depth + 1);
        }
        if (!node.isObject() || depth > MAX_DEPTH) {
            return;
        }
        candidates.add(node);
        if (!hasContainer(node)) {
            return;
        }
        for (String wrapper : WRAPPERS) {
            JsonNode inner = member(node, wrapper);
            if (inner.isContainerNode()) {
                collect(inner, candidates, depth + 1);
            }
        }
    }

    private static boolean hasContainer(JsonNode object) {
        for (JsonNode value : object) {
            if (value.isContainerNode()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the elements of a list without those that are null. */
    static ArrayNode withoutNulls(JsonNode list) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : list) {
            if (!element.isNull()) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** Returns the member with the exact name, or else with another spelling of it. */
    static JsonNode member(JsonNode object, String name) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        String spelling = spelling(name);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (hasSpelling(field.getKey(), spelling)) {
                return field.getValue();
            }
        }
        return exact;
    }

    /**
     * Returns a name by its letters and digits alone. It is the same for spellings of one name, such as {@code
     * deploymentId}, {@code deployment_id} and {@code DeploymentID}.
     */
    private static String spelling(String name) {
        int plain = 0;
        while (plain < name.length() && isLetter(name.charAt(plain))) {
            plain++;
        }
        if (plain == name.length()) {
            return name;
        }
        StringBuilder letters = new StringBuilder(name.length()).append(name, 0, plain);
        for (int i = plain; i < name.length(); i++) {
            char each = lower(name.charAt(i));
            if (isLetter(each)) {
                letters.append(each);
            }
        }
        return letters.toString();
    }

    /** Returns the same as {@code spelling(name).equals(spelling)}, at the first difference. */
    private static boolean hasSpelling(String name, String spelling) {
        int at = 0;
        for (int i = 0; i < name.length(); i++) {
            char each = lower(name.charAt(i));
            if (isLetter(each) && (at == spelling.length() || spelling.charAt(at++) != each)) {
                return false;
            }
        }
        return at == spelling.length();
    }

    private static boolean isLetter(char each) {
        return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
    }

    private static char lower(char each) {
        return each >= 'A' && each <= 'Z' ? (char) (each + 'a' - 'A') : each;
    }

    /** Returns the document, or for a bare text or number an object with that value in its deciding member. */
    private static JsonNode withoutBareWord(JsonNode document, List<Member> members, List<Member> needed) {
        if (!document.isTextual() && !document.isNumber()) {
            return document;
        }
        List<Member> meant = needed.isEmpty()
                ? members.stream()
                        .filter(member ->
                                member.name().equals("id") || member.name().equals("name"))
                        .limit(1)
                        .toList()
                : needed;
        if (meant.size() != 1) {
            return document;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set(meant.get(0).name(), document);
        return object;
    }

    /** Returns whether a status belongs to the request, as in {@code {"status": "success", "data": {…}}}. */
    private static boolean isAboutItself(JsonNode whole, int candidates) {
        JsonNode status = whole.path("status");
        boolean wraps = candidates > 1 || whole.has("data");
        return wraps
                && whole.path("id").isMissingNode()
                && (status.isNumber()
                        || (status.isTextual()
                                && OF_ENVELOPES.contains(status.textValue().toLowerCase(Locale.ROOT))));
    }

    /** Returns whether an answer declares itself a refusal, as in {@code {"success": false, "message": "…"}}. */
    static boolean isRefusal(JsonNode document) {
        JsonNode stated = member(document, "success");
        JsonNode success = stated.isMissingNode() ? member(document, "ok") : stated;
        return (success.isBoolean() && !success.booleanValue())
                || (success.isTextual() && success.textValue().strip().equalsIgnoreCase("false"))
                || (success.isIntegralNumber() && success.intValue() == 0);
    }

    /** Returns whether the document contains a member with the name of an id. */
    static boolean hasId(JsonNode document) {
        List<JsonNode> candidates = new ArrayList<>();
        collect(document, candidates, 0);
        return candidates.stream().anyMatch(candidate -> IDS.stream().anyMatch(name -> candidate.hasNonNull(name)));
    }

    /** Returns a description of a document without its values, which may be secrets. */
    static String shape(JsonNode document) {
        if (document.isArray()) {
            return "a list of " + document.size();
        }
        if (!document.isObject()) {
            return "a " + document.getNodeType().name().toLowerCase(Locale.ROOT);
        }
        if (document.isEmpty()) {
            return "an empty object";
        }
        String names = document.properties().stream()
                .limit(MAX_NAMES)
                .map(field ->
                        Printable.cut(field.getKey(), 40) + (field.getValue().isNull() ? " (null)" : ""))
                .collect(Collectors.joining(", "));
        return "an object of " + names + (document.size() > MAX_NAMES ? ", …" : "");
    }
}
