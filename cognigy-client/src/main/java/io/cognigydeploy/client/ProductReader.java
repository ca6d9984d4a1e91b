package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.product.model.DownloadLink;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.UrlToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reader of the models of an installation, by the documented names of members alone. An answer without a required member is
 * refused. An optional member is absent if it is null, blank or unreadable; an answer with an unreadable id or model is
 * refused.
 */
final class ProductReader extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    private ProductReader(JsonDeserializer<?> bean) {
        super(bean);
    }

    /** Returns a module that applies this reader to every model of an installation. */
    static SimpleModule module() {
        SimpleModule module = new SimpleModule("product-models");
        module.addDeserializer(UrlToken.class, new SecretText<>(UrlToken.class, UrlToken::of, Secrets::add));
        module.addDeserializer(
                DownloadLink.class,
                // Scheme and host are in every name of the installation, which must stay readable.
                new SecretText<>(DownloadLink.class, DownloadLink::of, Secrets::addAddress));
        module.setDeserializerModifier(new BeanDeserializerModifier() {

            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
                return deserializer instanceof BeanDeserializerBase bean
                                && isModel(description.getBeanClass())
                                && !isMadeOfOneValue(bean.getValueInstantiator())
                        ? new ProductReader(bean)
                        : deserializer;
            }
        });
        return module;
    }

    private static boolean isModel(Class<?> type) {
        return type.getPackage() == Project.class.getPackage();
    }

    private static boolean isMadeOfOneValue(ValueInstantiator made) {
        return made.canCreateUsingDelegate() || made.canCreateFromString();
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> bean) {
        return new ProductReader(bean);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode document = context.readTree(parser);
        if (!document.isObject()) {
            throw MismatchedInputException.from(
                    parser, (Class<?>) null, Envelope.shape(document) + " instead of an object");
        }
        ObjectNode members = context.getNodeFactory().objectNode();
        Set<String> missing = new TreeSet<>();
        for (SettableBeanProperty property : properties()) {
            JsonNode value = value(property, document, context);
            if (isUsable(property, value, context)) {
                members.set(property.getName(), value);
            } else if (isOptional(property)) {
                members.putNull(property.getName());
            } else if (property.getType().isContainerType() && !property.isRequired()) {
                members.set(property.getName(), nothing(property.getType(), context));
            } else {
                missing.add(property.getName());
            }
        }
        if (!missing.isEmpty()) {
            throw MismatchedInputException.from(
                    parser, (Class<?>) null, Envelope.shape(document) + " without " + String.join(" and ", missing));
        }
        try (JsonParser plain = members.traverse(parser.getCodec())) {
            plain.nextToken();
            return _delegatee.deserialize(plain, context);
        }
    }

    private List<SettableBeanProperty> properties() {
        List<SettableBeanProperty> properties = new ArrayList<>();
        ((BeanDeserializerBase) _delegatee).properties().forEachRemaining(properties::add);
        return properties;
    }

    private static JsonNode value(SettableBeanProperty property, JsonNode document, DeserializationContext context) {
        JsonNode value = document.path(property.getName());
        return value.isMissingNode() || value.isNull()
                ? property.findAliases(context.getConfig()).stream()
                        .map(alias -> document.path(alias.getSimpleName()))
                        .filter(other -> !other.isMissingNode())
                        .findFirst()
                        .orElse(value)
                : value;
    }

    private static boolean isUsable(SettableBeanProperty property, JsonNode value, DeserializationContext context)
            throws IOException {
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (isOptional(property)) {
            boolean isBlank = value.isTextual() && value.textValue().isBlank();
            return !isBlank && (!isLenient(property) || isReadable(property, value, context));
        }
        return !property.getType().isMapLikeType() || value.isObject();
    }

    private static boolean isOptional(SettableBeanProperty property) {
        return property.getType().hasRawClass(Optional.class);
    }

    private static JsonNode nothing(JavaType container, DeserializationContext context) {
        return container.isMapLikeType()
                ? context.getNodeFactory().objectNode()
                : context.getNodeFactory().arrayNode();
    }

    /** Returns whether the member decides nothing: it is neither an id nor another model. */
    private static boolean isLenient(SettableBeanProperty property) {
        JavaType content = property.getType().getReferencedType();
        return content != null && !isModel(content.getRawClass());
    }

    private static boolean isReadable(SettableBeanProperty property, JsonNode value, DeserializationContext context)
            throws IOException {
        try (JsonParser parser = value.traverse(context.getParser().getCodec())) {
            parser.nextToken();
            property.deserialize(parser, context);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Reader of a text that no message may contain from now on. */
    private static final class SecretText<T> extends JsonDeserializer<T> {

        private final Class<T> type;
        private final Function<String, T> form;
        private final BiConsumer<Secrets, String> keep;

        /** @param keep adds what is secret of the text */
        SecretText(Class<T> type, Function<String, T> form, BiConsumer<Secrets, String> keep) {
            this.type = type;
            this.form = form;
            this.keep = keep;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                keep.accept(Envelope.Names.of(context).secrets(), parser.getText());
                try {
                    return form.apply(parser.getText());
                } catch (IllegalArgumentException e) {
                    // Below, without the text.
                }
            }
            throw MismatchedInputException.from(parser, type, "not a " + type.getSimpleName());
        }
    }
}
