package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map of resources by their ids, which is written as a list of the resources. */
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonSerialize(using = ById.Writer.class)
@JsonDeserialize(using = ById.Reader.class)
@interface ById {

    final class Writer extends JsonSerializer<Map<String, ?>> {

        @Override
        public void serialize(Map<String, ?> all, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(all.values(), out);
        }
    }

    final class Reader extends JsonDeserializer<Map<String, Object>> implements ContextualDeserializer {

        private final JavaType type;

        private Reader(JavaType type) {
            this.type = type;
        }

        // Jackson calls it, and then asks for a reader of the property.
        Reader() {
            this(TypeFactory.unknownType());
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new Reader(property.getType().getContentType());
        }

        @Override
        public Map<String, Object> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode list = context.readTree(parser);
            if (!list.isArray()) {
                throw new JsonMappingException(parser, "must be an array");
            }
            Map<String, Object> all = new LinkedHashMap<>();
            for (int i = 0; i < list.size(); i++) {
                try {
                    JsonNode one = list.get(i);
                    if (!one.isObject() || !one.has("id")) {
                        throw new JsonMappingException(parser, one.isObject() ? "must have id" : "must be an object");
                    }
                    if (one.path("id").asText().isBlank() || !one.path("id").isTextual()) {
                        JsonMappingException wrong = new JsonMappingException(parser, WorldJson.TEXT);
                        wrong.prependPath(one, "id");
                        throw wrong;
                    }
                    if (all.put(one.path("id").textValue(), context.readTreeAsValue(one, type)) != null) {
                        throw new JsonMappingException(parser, "has the id of another");
                    }
                } catch (JsonMappingException e) {
                    e.prependPath(list, i);
                    throw e;
                }
            }
            return all;
        }
    }
}
