package io.cognigydeploy.client;

import feign.Headers;
import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import feign.template.UriTemplate;
import feign.template.UriUtils;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.UrlToken;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a resource's method, the form of its requests, and the rules for its arguments. Feign's template writes
 * path and query.
 *
 * @param type type of the result; {@code void} if there is none
 * @param isOfOne whether the method reads the one thing whose id ends the path
 * @param headers their texts, or the names of the arguments in braces
 */
record Signature(
        CallSpec call,
        Type type,
        Envelope.Names names,
        boolean isOfOne,
        String method,
        UriTemplate target,
        Map<String, String> headers,
        List<Argument> arguments) {

    private static final int MAX_ID = 128;
    private static final String MARKS_OF_IDS = "._:=~@-";

    /** Form of a percent escape, which Feign would send unchanged, so that the platform reads another text. */
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

    static Signature of(Method method, Secrets secrets) {
        Endpoint endpoint = method.getAnnotation(Endpoint.class);
        RequestLine line = method.getAnnotation(RequestLine.class);
        if (endpoint == null || line == null) {
            throw new IllegalStateException(method + " lacks @Endpoint or @RequestLine");
        }
        String[] words = line.value().split(" ", 2);
        String template = line.value().split("\\?", 2)[0];
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            Param param = parameter.getAnnotation(Param.class);
            if (parameter.isAnnotationPresent(QueryMap.class)) {
                arguments.add(new Argument("the position", Place.POSITION));
            } else if (param == null) {
                arguments.add(new Argument("the body", Place.BODY));
            } else if (template.contains("{" + param.value() + "}")) {
                arguments.add(new Argument(param.value(), Place.PATH));
            } else if (line.value().contains("{" + param.value() + "}")) {
                arguments.add(new Argument(param.value(), Place.QUERY));
            } else {
                arguments.add(new Argument(param.value(), Place.HEADER));
            }
        }
        return new Signature(
                CallSpec.of(template, endpoint.effect(), secrets),
                method.getGenericReturnType(),
                new Envelope.Names(List.of(endpoint.own()), endpoint.enveloped(), "", secrets),
                endpoint.effect() == Effect.NONE && template.endsWith("}"),
                words[0],
                UriTemplate.create(words[1], !line.decodeSlash(), StandardCharsets.UTF_8),
                headers(method),
                List.copyOf(arguments));
    }

    private static Map<String, String> headers(Method method) {
        Map<String, String> headers = new LinkedHashMap<>();
        Headers written = method.getAnnotation(Headers.class);
        for (String header : written == null ? new String[0] : written.value()) {
            String[] sides = header.split(": ", 2);
            headers.put(sides[0], sides[1]);
        }
        return headers;
    }

    /** Returns path and query of a request with these arguments. */
    String targetFor(List<Object> given) {
        Map<String, Object> values = new HashMap<>();
        Map<String, Object> position = Map.of();
        for (int i = 0; i < given.size(); i++) {
            switch (arguments.get(i).place()) {
                case PATH, QUERY ->
                    values.put(arguments.get(i).name(), given.get(i).toString());
                case POSITION -> position = ((PagePosition) given.get(i)).query();
                case HEADER, BODY -> {}
            }
        }
        StringBuilder text = new StringBuilder(target.expand(values));
        position.forEach((name, value) -> text.append(text.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(UriUtils.encode(value.toString(), StandardCharsets.UTF_8)));
        return text.toString();
    }

    /** Returns the method's own headers of a request with these arguments. */
    Map<String, List<String>> headersFor(List<Object> given) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach((name, text) -> all.put(name, List.of(headerText(text, given))));
        return all;
    }

    private String headerText(String text, List<Object> given) {
        for (int i = 0; i < given.size(); i++) {
            if (text.equals("{" + arguments.get(i).name() + "}")) {
                return given.get(i).toString();
            }
        }
        return text;
    }

    /** Returns the argument that is the body; empty if no body is sent. */
    Optional<Object> bodyOf(List<Object> given) {
        for (int i = 0; i < given.size(); i++) {
            if (arguments.get(i).place() == Place.BODY) {
                return Optional.of(given.get(i));
            }
        }
        return Optional.empty();
    }

    /** Returns the names to search for in the answer to a call with these arguments. */
    Envelope.Names namesFor(@Nullable Object @Nullable [] values) {
        if (!isOfOne || values == null) {
            return names;
        }
        String asked = "";
        for (int i = 0; i < arguments.size(); i++) {
            asked = arguments.get(i).place() == Place.PATH ? String.valueOf(values[i]) : asked;
        }
        return new Envelope.Names(names.own(), names.wrapped(), asked, names.secrets());
    }

    /**
     * Returns whether a text has the form of an id. Separators, escapes, {@code .} and {@code ..} are excluded, because
     * Feign would send them unchanged.
     */
    static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean isLetterOrDigit =
                    (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
            if (!isLetterOrDigit && (i == 0 || MARKS_OF_IDS.indexOf(each) < 0)) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_ID;
    }

    /**
     * Returns the arguments as they are sent, with URL tokens revealed.
     *
     * @throws InvalidRequestException if one must not be sent; it names the argument and the accepted form
     */
    List<Object> checked(@Nullable Object @Nullable [] values) {
        List<Object> given = new ArrayList<>(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            Object value = values == null ? null : values[i];
            if (value instanceof UrlToken token) {
                call.secrets().add(token.reveal());
                value = token.reveal();
            }
            String fault = value == null ? "must not be null" : argument.faultOf(value);
            if (value == null || !fault.isEmpty()) {
                throw new InvalidRequestException(call.name(), argument.name() + " " + fault, null);
            }
            given.add(value);
        }
        return given;
    }

    /** Part of the request that an argument becomes. */
    enum Place {
        PATH,
        QUERY,
        HEADER,
        POSITION,
        BODY
    }

    /** One parameter of the method. */
    record Argument(String name, Place place) {

        private String faultOf(Object value) {
            String text = place == Place.BODY ? "" : value.toString();
            return switch (place) {
                case BODY, POSITION -> "";
                case PATH ->
                    isId(text)
                            ? ""
                            : "must be 1 to 128 letters, digits, or any of . _ : = ~ @ -, starting with a letter or"
                                    + " digit, but was "
                                    + shown(text);
                case QUERY ->
                    !text.isBlank()
                                    && !Printable.hasControls(text)
                                    && !ESCAPE.matcher(text).find()
                            ? ""
                            : "must have neither control characters nor percent escapes and must not be empty, but was "
                                    + shown(text);
                case HEADER ->
                    Printable.isHeaderValue(text)
                            ? ""
                            : "must be visible ASCII on one line, without spaces around it, but was " + shown(text);
            };
        }

        private static String shown(String text) {
            return "'" + Printable.cut(text, 40) + "'";
        }
    }
}
