package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.api.Effect;
import java.lang.reflect.Type;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the bodies of answers that say yes, and believes none that is not what it says it is. */
final class Bodies {

    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.+-]+\\+)?json\\s*(;.*)?");

    private Bodies() {}

    static Object read(Call call, Transport.Response answer, Type type) {
        requireJson(call, answer);
        try {
            return Json.read(answer.body(), type);
        } catch (Json.UnreadableJsonException e) {
            throw unreadable(call, answer, e);
        }
    }

    static JsonNode readTree(Call call, Transport.Response answer) {
        return (JsonNode) read(call, answer, JsonNode.class);
    }

    /** What is in {@code data} of {@code {success, data, message}}. */
    static Object readEnveloped(Call call, Transport.Response answer, Type type) {
        JsonNode envelope = readTree(call, answer);
        JsonNode success = envelope.path("success");
        if (!success.isBoolean()) {
            throw new UnreadableResponseException(call, answer.status(), "no statement of success");
        }
        if (!success.booleanValue()) {
            String message = call.quote(envelope.path("message").asText(""), 300);
            OutcomeClass outcome = call.effect() == Effect.NONE ? OutcomeClass.REJECTED : call.whenLost();
            throw new ApiException(new ApiException.Answer(
                    call.name(),
                    outcome,
                    answer.status(),
                    "",
                    message.isEmpty() ? "without success" : message,
                    "",
                    null));
        }
        try {
            return Json.convert(envelope.path("data"), type);
        } catch (Json.UnreadableJsonException e) {
            throw unreadable(call, answer, e);
        }
    }

    private static void requireJson(Call call, Transport.Response answer) {
        HttpHeaders headers = answer.headers();
        String coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new UnreadableResponseException(
                    call, answer.status(), "the content coding " + call.quote(coding, 40) + ", which nobody asked for");
        }
        String type = headers.firstValue("Content-Type").orElse("application/json");
        if (!JSON.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new UnreadableResponseException(
                    call, answer.status(), call.quote(type, 80) + " in the place of JSON");
        }
    }

    private static UnreadableResponseException unreadable(
            Call call, Transport.Response answer, Json.UnreadableJsonException e) {
        return new UnreadableResponseException(call, answer.status(), "a body that is " + e.getMessage());
    }
}
