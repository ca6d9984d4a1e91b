package io.cognigydeploy.client;

import feign.Param;
import feign.QueryMap;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.model.UrlToken;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a resource's method, and the rules for its arguments.
 *
 * @param type type of the result; {@code void} if there is none
 * @param isOfOne whether the method reads the one thing whose id ends the path
 */
record Signature(CallSpec call, Type type, Envelope.Names names, boolean isOfOne, List<Argument> arguments) {

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
                List.copyOf(arguments));
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
     * Refuses arguments that must not be sent.
     *
     * @throws InvalidRequestException that names the argument and the accepted form
     */
    void check(@Nullable Object @Nullable [] values) {
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            Object value = values == null ? null : values[i];
            String fault = value == null ? "must not be null" : argument.faultOf(value);
            if (!fault.isEmpty()) {
                throw new InvalidRequestException(call.name(), argument.name() + " " + fault, null);
            }
        }
    }

    /** Returns the arguments as Feign writes them, with URL tokens revealed. */
    @Nullable
    Object @Nullable [] revealed(@Nullable Object @Nullable [] values) {
        if (values == null) {
            return null;
        }
        @Nullable Object[] revealed = values.clone();
        for (int i = 0; i < revealed.length; i++) {
            if (revealed[i] instanceof UrlToken token) {
                call.secrets().add(token.reveal());
                revealed[i] = token.reveal();
            }
        }
        return revealed;
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
