package io.cognigydeploy.client;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.Page;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A document as a tree whose flows are leaves, so that each flow is decoded once. Every object that is an element of a
 * list counts as a flow; whatever wraps the list is as in any tree.
 */
record FlowTree(JsonNode root) {

    /** Stands for an object that is no flow: where a flow is needed, it is refused as any other value is. */
    private static final JsonNode NO_FLOW = BooleanNode.FALSE;

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("trees-of-flows");
        module.addDeserializer(FlowTree.class, new JsonDeserializer<>() {
            @Override
            public FlowTree deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                JsonDeserializer<?> flows = context.findRootValueDeserializer(context.constructType(Flow.class));
                return new FlowTree(new Decoding(parser, context, flows).node());
            }

            @Override
            public FlowTree getNullValue(DeserializationContext context) {
                return new FlowTree(context.getNodeFactory().nullNode());
            }
        });
        return module;
    }

    /** Returns whether a document that is converted to the type has flows. */
    static boolean isFor(Type type) {
        return type instanceof ParameterizedType generic
                && generic.getRawType() == Page.class
                && generic.getActualTypeArguments()[0] == Flow.class;
    }

    /**
     * The decoding of one document.
     *
     * @param flows the reader of flows; finding it takes longer than reading a small flow
     */
    private record Decoding(JsonParser parser, DeserializationContext context, JsonDeserializer<?> flows) {

        JsonNode node() throws IOException {
            return switch (parser.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> list();
                default -> context.readTree(parser);
            };
        }

        private ObjectNode object() throws IOException {
            ObjectNode object = context.getNodeFactory().objectNode();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (object.replace(name, node()) != null) {
                    throw new JsonParseException(parser, "a member is there twice");
                }
            }
            return object;
        }

        private ArrayNode list() throws IOException {
            ArrayNode list = context.getNodeFactory().arrayNode();
            boolean isOfFlows = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (isOfFlows && parser.currentToken() == JsonToken.START_OBJECT) {
                    // One exception at most: a hostile list has a hundred thousand objects that are no flows.
                    isOfFlows = addFlow(list);
                } else {
                    list.add(context.readTree(parser));
                }
            }
            return list;
        }

        private boolean addFlow(ArrayNode list) throws IOException {
            try {
                list.addPOJO(flows.deserialize(parser, context));
                return true;
            } catch (MismatchedInputException e) {
                list.add(NO_FLOW);
                return false;
            }
        }
    }
}
