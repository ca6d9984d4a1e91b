package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The reply of an endpoint to what is said to it. Instances are immutable. */
public final class ScriptedReply {

    private final int status;
    private final List<ObjectNode> outputStack;

    private final String intent;
    private final double intentScore;

    private ScriptedReply(int status, List<ObjectNode> outputStack) {
        this(status, outputStack, "", 0);
    }

    private ScriptedReply(int status, List<ObjectNode> outputStack, String intent, double intentScore) {
        this.status = status;
        this.outputStack = List.copyOf(outputStack);
        this.intent = intent;
        this.intentScore = intentScore;
    }

    /** Returns a reply with these texts, one output each. */
    public static ScriptedReply text(String... texts) {
        List<ObjectNode> outputs = new ArrayList<>();
        for (String text : texts) {
            outputs.add(Json.object().put("text", text).set("data", Json.object()));
        }
        return new ScriptedReply(200, outputs);
    }

    /**
     * Returns a reply with an empty text and this data, as buttons and galleries have.
     *
     * @throws IllegalArgumentException if the data is no JSON object
     */
    public static ScriptedReply rich(String data) {
        try {
            if (Json.read(data) instanceof ObjectNode object) {
                return new ScriptedReply(
                        200, List.of(Json.object().put("text", "").set("data", object)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("data must be JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("data must be a JSON object, but was " + data);
    }

    /** Returns a reply without any output. */
    public static ScriptedReply nothing() {
        return new ScriptedReply(200, List.of());
    }

    /**
     * Returns a failure in place of a reply.
     *
     * @param status from 400 to 599
     */
    public static ScriptedReply failure(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be from 400 to 599, but was " + status);
        }
        return new ScriptedReply(status, List.of());
    }

    /** Returns this reply, with the intent and the score that the record of the user's message states. */
    public ScriptedReply understoodAs(String name, double score) {
        return new ScriptedReply(status, outputStack, name, score);
    }

    /** Returns the one output of a reply that has one. */
    ObjectNode output() {
        return outputStack.get(0);
    }

    ProductWorld.Line line(String project, String snapshot, String input) {
        return new ProductWorld.Line(project, snapshot, input, status, outputStack, intent, intentScore);
    }

    /** Returns status and outputs. */
    @Override
    public String toString() {
        return status + " " + outputStack;
    }
}
