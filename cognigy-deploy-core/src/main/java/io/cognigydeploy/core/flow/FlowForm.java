package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form of one kind of object in a flow, as {@code flow.schema.json} describes it. A validator of any JSON Schema would
 * cost every user more than half a megabyte; tests hold this form against one.
 *
 * @param members the members that have a form; others are left alone
 */
record FlowForm(List<FormMember> members) {

    /** The flow, without the items of its lists. */
    static final FlowForm FLOW = of(
            required("id", fitting("flow_[a-zA-Z0-9_-]+", 128)),
            required("name", FlowForm::filled),
            required("version", fitting("\\d+\\.\\d+\\.\\d+", 64)),
            optional("environmentId", FlowForm::filled),
            required("nodes", FlowForm::list),
            required("edges", FlowForm::list),
            optional("externalReferences", FlowForm::list));

    static final FlowForm NODE = of(
            required("id", FlowForm::filled),
            required("type", oneOf("start", "intent", "action", "end", "external")),
            required("configuration", FlowForm::object));

    static final FlowForm EDGE = of(
            required("from", FlowForm::text),
            required("to", FlowForm::text),
            required("condition", FlowForm::textOrNull));

    static final FlowForm REFERENCE = of(
            required("type", oneOf("flow", "intent", "entity", "variable")),
            required("id", FlowForm::filled),
            required("environmentId", FlowForm::filled));

    /** The form of a value. */
    @FunctionalInterface
    private interface MemberForm {

        /** Returns the departure of a value, as a sentence; empty if there is none. */
        Optional<String> departure(JsonNode value);
    }

    /** The form of one member of an object. */
    private record FormMember(String name, boolean isRequired, MemberForm form) {}

    /**
     * A departure of an object from its form.
     *
     * @param pointer the place, as a JSON pointer into the object
     */
    record Departure(String pointer, String sentence) {}

    /** Returns every departure of an object from this form, or the one of a value that is no object. */
    List<Departure> departures(JsonNode value) {
        List<Departure> departures = new ArrayList<>();
        object(value).ifPresent(sentence -> departures.add(new Departure("", sentence)));
        if (value.isObject()) {
            for (FormMember member : members) {
                if (value.has(member.name())) {
                    member.form()
                            .departure(value.path(member.name()))
                            .ifPresent(sentence -> departures.add(new Departure("/" + member.name(), sentence)));
                } else if (member.isRequired()) {
                    departures.add(new Departure("", "\"" + member.name() + "\" is missing."));
                }
            }
        }
        return departures;
    }

    private static FlowForm of(FormMember... members) {
        return new FlowForm(List.of(members));
    }

    private static FormMember required(String name, MemberForm form) {
        return new FormMember(name, true, form);
    }

    private static FormMember optional(String name, MemberForm form) {
        return new FormMember(name, false, form);
    }

    private static Optional<String> object(JsonNode value) {
        return unless(value.isObject(), "an object", value);
    }

    private static Optional<String> list(JsonNode value) {
        return unless(value.isArray(), "a list", value);
    }

    private static Optional<String> text(JsonNode value) {
        return unless(value.isTextual(), "a text", value);
    }

    private static Optional<String> textOrNull(JsonNode value) {
        return unless(value.isTextual() || value.isNull(), "a text or null", value);
    }

    private static Optional<String> filled(JsonNode value) {
        return unless(value.isTextual() && !value.textValue().isEmpty(), "a text that is not empty", value);
    }

    private static MemberForm fitting(String regex, int maxLength) {
        Pattern pattern = Pattern.compile(regex);
        String form = "a text of the form " + regex + " with at most " + maxLength + " characters";
        return value -> unless(
                value.isTextual()
                        && value.textValue().length() <= maxLength
                        && pattern.matcher(value.textValue()).matches(),
                form,
                value);
    }

    private static MemberForm oneOf(String... words) {
        Set<String> all = Set.of(words);
        String form = "one of " + String.join(", ", words);
        return value -> unless(value.isTextual() && all.contains(value.textValue()), form, value);
    }

    private static Optional<String> unless(boolean fits, String form, JsonNode value) {
        return fits ? Optional.empty() : Optional.of("This must be " + form + ", but was " + shown(value) + ".");
    }

    /** Returns a value in words; of all but texts only the type, because they can be large. */
    private static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "\"" + FlowSchema.shown(value.textValue()) + "\"";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NUMBER -> "a number";
            case NULL -> "null";
            default -> value.asText();
        };
    }
}
