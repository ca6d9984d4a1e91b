package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobStatus;
import io.cognigydeploy.client.model.Page;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decoder of successful responses. A wrong content type does not matter if the body is JSON. */
final class ResponseDecoder {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([A-Za-z0-9._-]{1,40})\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern LAST_SEGMENT = Pattern.compile("(?:.*/)?([^/?#]+)/?(?:[?#].*)?");

    private ResponseDecoder() {}

    /**
     * Reads the answer as a model.
     *
     * @throws ApiException if the answer is a refusal in an envelope
     * @throws UnreadableResponseException if the answer lacks a required member
     */
    static Object read(CallSpec call, Transport.Response answer, Type type, Envelope.Names names) {
        JsonNode body = isEmpty(answer) ? insteadOfBody(call, answer, type) : readTree(call, answer, type);
        boolean isRefusal = Envelope.isRefusal(body);
        // The state of a failed job may look like a refusal.
        if (isRefusal && !hasState(type)) {
            throw ErrorDecoder.inEnvelope(call, answer, body);
        }
        try {
            return Json.convertWhole(body, type, names);
        } catch (Json.UnreadableJsonException e) {
            throw isRefusal
                    ? ErrorDecoder.inEnvelope(call, answer, body)
                    : new UnreadableResponseException(call, answer.status(), "a body that is " + e.getMessage());
        }
    }

    /**
     * Reads the answer of an installation as a model, by the documented names alone. An optional model is empty if the
     * answer has no body.
     *
     * @throws UnreadableResponseException if the answer lacks a required member, or if its lists are in the form of HAL
     */
    static Object readAsDocumented(CallSpec call, Transport.Response answer, Type type, Envelope.Names names) {
        if (isOf(Optional.class, type) && isEmpty(answer)) {
            return Optional.empty();
        }
        JsonNode body = readTree(call, answer, type);
        if (body.has("_embedded")) {
            String mediaType = answer.headers().firstValue("Content-Type").orElse("no media type");
            throw new UnreadableResponseException(
                    call,
                    answer.status(),
                    call.quote(mediaType, 80)
                            + " in the form of HAL (_embedded), although Accept: application/json was sent");
        }
        try {
            return Json.convert(body, type, names);
        } catch (Json.UnreadableJsonException e) {
            throw new UnreadableResponseException(call, answer.status(), "a body that is " + e.getMessage());
        }
    }

    /**
     * Checks an answer whose body is otherwise ignored.
     *
     * @throws ApiException if the answer is a refusal in an envelope
     */
    static void requireNoRefusal(CallSpec call, Transport.Response answer) {
        JsonNode body = Json.readTreeIfAny(answer.body());
        if (Envelope.isRefusal(body)) {
            throw ErrorDecoder.inEnvelope(call, answer, body);
        }
    }

    /**
     * Reads the answer as a tree.
     *
     * @param type the type that the tree is converted to
     * @throws UnreadableResponseException if the answer is not JSON within the limits
     */
    static JsonNode readTree(CallSpec call, Transport.Response answer, Type type) {
        String coding = answer.headers().firstValue("Content-Encoding").orElse("");
        String contentType = answer.headers().firstValue("Content-Type").orElse("");
        try {
            return Json.readTree(answer.body(), charset(contentType), type);
        } catch (Json.OversizedJsonException e) {
            throw new OversizedResponseException(call, answer.status(), "a body that is " + e.getMessage());
        } catch (Json.UnreadableJsonException e) {
            String what = "a body that is " + e.getMessage();
            if (!coding.isBlank()) {
                what = "the content coding " + call.quote(coding, 40) + " and " + what;
            } else if (!contentType.isBlank()
                    && !contentType.toLowerCase(Locale.ROOT).contains("json")) {
                what = call.quote(contentType, 80) + " instead of JSON";
            }
            throw new UnreadableResponseException(call, answer.status(), what);
        }
    }

    private static boolean isEmpty(Transport.Response answer) {
        for (byte each : answer.body()) {
            if (!Character.isWhitespace(each & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the body that an empty answer implies: an empty list, or a job with the id in {@code Location}. */
    private static JsonNode insteadOfBody(CallSpec call, Transport.Response answer, Type type) {
        if (answer.status() == 204 && isOf(Page.class, type)) {
            return JsonNodeFactory.instance.arrayNode();
        }
        Matcher location =
                LAST_SEGMENT.matcher(answer.headers().firstValue("Location").orElse(""));
        if (type == AcceptedJob.class && location.matches() && Signature.isId(location.group(1))) {
            ObjectNode job = JsonNodeFactory.instance.objectNode();
            return job.put("id", location.group(1));
        }
        throw new UnreadableResponseException(call, answer.status(), "an empty body");
    }

    private static boolean isOf(Class<?> container, Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == container;
    }

    private static boolean hasState(Type type) {
        return type instanceof Class<?> model
                && (Job.class.isAssignableFrom(model) || model == JobStatus.class || model == FlowStatus.class);
    }

    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        return named.find() && Charset.isSupported(named.group(1))
                ? Charset.forName(named.group(1))
                : StandardCharsets.UTF_8;
    }
}
