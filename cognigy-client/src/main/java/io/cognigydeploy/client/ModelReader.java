package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.Finding;
import io.cognigydeploy.client.model.Job;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reader of models: strict about required members and lenient about optional ones. A member is read from the document's
 * own name for it, then from its other names, and in any form with the same meaning. An optional member that cannot be
 * read is absent, and a note states the value that was there.
 *
 * <p>The model may be wrapped, once or several times ({@link Envelope}).
 */
final class ModelReader extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    /** Member of a model that lists the values that could not be read. */
    private static final String NOTES = "notes";

    private static final List<String> OF_WORDS = List.of("state", "status", "name", "value", "code", "text");
    private static final int MAX_NOTE = 80;

    /** The layouts of the model by the documents' own names, of which there are a few. */
    private final transient Map<List<String>, Layout> layouts = new ConcurrentHashMap<>();

    private ModelReader(JsonDeserializer<?> bean) {
        super(bean);
    }

    /** Returns a module that applies this reader to every model of the client. */
    static SimpleModule module() {
        SimpleModule module = new SimpleModule("lenient-models");
        module.setDeserializerModifier(new BeanDeserializerModifier() {

            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
                return deserializer instanceof BeanDeserializerBase bean
                                && description.getBeanClass().getPackage() == Job.class.getPackage()
                                && description.findAnySetterAccessor() == null
                                && !isMadeOfOneValue(bean.getValueInstantiator())
                        ? new ModelReader(bean)
                        : deserializer;
            }
        });
        return module;
    }

    private static boolean isMadeOfOneValue(ValueInstantiator made) {
        return made.canCreateUsingDelegate() || made.canCreateFromString() || made.canCreateFromDouble();
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> bean) {
        return new ModelReader(bean);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        Envelope.Names names = Envelope.Names.of(context);
        Layout layout = layouts.get(names.own());
        if (layout == null) {
            layout = layout(names, context);
            layouts.put(names.own(), layout);
        }
        JsonNode document = Json.tree(parser, context);
        JsonNode found = Envelope.find(document, layout.wanted(), names).orElse(null);
        if (found == null) {
            String needed = layout.wanted().needed().stream()
                    .map(member -> member.names().get(0))
                    .sorted()
                    .collect(Collectors.joining(" and "));
            throw MismatchedInputException.from(
                    parser, (Class<?>) null, Envelope.shape(document) + " without " + needed);
        }
        return new Reading(layout, context).read(found, names.asked());
    }

    private Layout layout(Envelope.Names names, DeserializationContext context) {
        List<SettableBeanProperty> properties = new ArrayList<>();
        bean().properties().forEachRemaining(properties::add);
        return new Layout(
                properties,
                Envelope.Wanted.of(properties.stream()
                        .map(property -> Envelope.Member.of(
                                property.getName(), names.ordered(namesOf(property, context)), isNeeded(property)))
                        .toList()));
    }

    private BeanDeserializerBase bean() {
        return (BeanDeserializerBase) _delegatee;
    }

    /** The properties of the model, and in the same order the members of a document that they are read from. */
    private record Layout(List<SettableBeanProperty> properties, Envelope.Wanted wanted) {}

    /** The reading of one model. */
    private final class Reading {

        private final Layout layout;
        private final DeserializationContext context;
        private final ObjectNode notes;
        /** The model so far; null if it is made of all members at once. */
        private final @Nullable Object model;
        /** The members so far of a model that is made of all at once. */
        private final ObjectNode kept;

        Reading(Layout layout, DeserializationContext context) throws IOException {
            this.layout = layout;
            this.context = context;
            this.notes = context.getNodeFactory().objectNode();
            this.kept = context.getNodeFactory().objectNode();
            ValueInstantiator made = bean().getValueInstantiator();
            this.model = made.canCreateUsingDefault() ? made.createUsingDefault(context) : null;
        }

        Object read(JsonNode found, String asked) throws IOException {
            Envelope.Fields fields = Envelope.Fields.of(found);
            for (int i = 0; i < layout.properties().size(); i++) {
                read(layout.properties().get(i), layout.wanted().all().get(i).values(fields));
            }
            for (SettableBeanProperty property : layout.properties()) {
                if (property.getName().equals(NOTES)) {
                    keep(property, notes, value(property, notes));
                } else if (property.getName().equals("id") && layout.wanted().hasNeededId() && !asked.isEmpty()) {
                    JsonNode id = context.getNodeFactory().textNode(asked);
                    keep(property, id, value(property, id));
                }
            }
            if (model != null) {
                return model;
            }
            try (JsonParser members = kept.traverse(context.getParser().getCodec())) {
                members.nextToken();
                return _delegatee.deserialize(members, context);
            }
        }

        private void read(SettableBeanProperty property, List<JsonNode> values) throws IOException {
            JsonProcessingException first = null;
            JsonNode refused = null;
            for (JsonNode value : values) {
                JsonNode plain = plain(property, value);
                if (plain.isNull()) {
                    continue;
                }
                try {
                    keep(property, plain, value(property, plain));
                    if (isMoment(property) && plain.isTextual() && Times.lacksZone(plain.textValue())) {
                        notes.put(property.getName(), "has no zone and was read as UTC");
                    }
                    return;
                } catch (JsonProcessingException e) {
                    if (first == null) {
                        first = e;
                        refused = value;
                    }
                }
            }
            if (first == null || refused == null) {
                return;
            }
            if (!isOptional(property)) {
                throw JsonMappingException.wrapWithPath(first, handledType(), property.getName());
            }
            String was = Envelope.Names.of(context).secrets().hide(refused.toString());
            notes.put(property.getName(), "could not be read: was " + Printable.cut(was, MAX_NOTE));
        }

        private @Nullable Object value(SettableBeanProperty property, JsonNode plain) throws IOException {
            try (JsonParser parser = plain.traverse(context.getParser().getCodec())) {
                parser.nextToken();
                Object value = property.deserialize(parser, context);
                // The id becomes part of a path: with any other id, the path would name another resource.
                if (isOperation() && property.getName().equals("id") && !Signature.isId(String.valueOf(value))) {
                    throw MismatchedInputException.from(parser, (Class<?>) null, "no usable id");
                }
                return value;
            }
        }

        private void keep(SettableBeanProperty property, JsonNode plain, @Nullable Object value) throws IOException {
            if (model == null) {
                kept.set(property.getName(), plain);
            } else {
                property.set(model, value);
            }
        }
    }

    /** Returns the value without the wrapper that some servers put around it. */
    private static JsonNode plain(SettableBeanProperty property, JsonNode value) {
        JavaType type = contentOf(property);
        if (property.getName().equals("message") && type.hasRawClass(String.class)) {
            return Words.in(value)
                    .<JsonNode>map(JsonNodeFactory.instance::textNode)
                    .orElseGet(JsonNodeFactory.instance::nullNode);
        }
        if (type.isCollectionLikeType()) {
            return list(value, type.getContentType().hasRawClass(Finding.class));
        }
        if (value.isObject() && (isWord(type) || property.getName().equals("status"))) {
            for (String name : OF_WORDS) {
                if (value.path(name).isTextual()) {
                    return value.path(name);
                }
            }
        }
        return value.isTextual() && value.textValue().isBlank() && !type.hasRawClass(String.class)
                ? JsonNodeFactory.instance.nullNode()
                : value;
    }

    private static JsonNode list(JsonNode value, boolean ofFindings) {
        if (value.isArray()) {
            return Envelope.withoutNulls(value);
        }
        if (!ofFindings || value.isNull()) {
            return value;
        }
        // A finding in any form must not count as no finding.
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        return isNothing(value) ? list : list.add(value);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isContainerNode()
                ? value.valueStream().allMatch(ModelReader::isNothing)
                : value.isNull()
                        || (value.isTextual() && value.textValue().isBlank())
                        || (value.isBoolean() && !value.booleanValue())
                        || (value.isNumber() && value.doubleValue() == 0);
    }

    /** Returns whether the type is one of the model's open sets of words. */
    private static boolean isWord(JavaType type) {
        return type.getRawClass().isRecord()
                && type.getRawClass() != Finding.class
                && type.getRawClass().getRecordComponents().length == 1
                && type.getRawClass().getPackage() == Job.class.getPackage();
    }

    private static boolean isMoment(SettableBeanProperty property) {
        return contentOf(property).hasRawClass(Instant.class);
    }

    private boolean isOperation() {
        return Job.class.isAssignableFrom(handledType()) || handledType() == AcceptedJob.class;
    }

    private static boolean isNeeded(SettableBeanProperty property) {
        JavaType type = property.getType();
        return !isOptional(property) && !type.isContainerType() && !type.isPrimitive();
    }

    private static boolean isOptional(SettableBeanProperty property) {
        return property.getType().hasRawClass(Optional.class);
    }

    private static JavaType contentOf(SettableBeanProperty property) {
        JavaType type = property.getType();
        return isOptional(property) && type.getReferencedType() != null ? type.getReferencedType() : type;
    }

    private static List<String> namesOf(SettableBeanProperty property, DeserializationContext context) {
        List<String> names = new ArrayList<>(List.of(property.getName()));
        property.findAliases(context.getConfig()).forEach(alias -> names.add(alias.getSimpleName()));
        return names;
    }
}
