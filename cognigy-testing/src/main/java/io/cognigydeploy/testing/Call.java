package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One request, taken apart. */
final class Call {

    private final Transport.Request request;
    private final Optional<Multipart> parts;
    private final String bodyText;
    private final Map<String, List<String>> query;
    private final List<String> segments;
    private final Map<String, String> pathValues = new LinkedHashMap<>();

    private Call(Transport.Request request, Optional<Multipart> parts) {
        this.request = request;
        this.parts = parts;
        this.bodyText =
                parts.map(Multipart::toString).orElseGet(() -> new String(request.body(), StandardCharsets.UTF_8));
        this.query = pairs(rawQuery());
        this.segments = Stream.of(rawPath().split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** Returns a request with its whole body. */
    static Call of(Transport.Request request) {
        try {
            return of(request, new ByteArrayInputStream(request.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a request whose body is read to its end. The file of a form is not kept in memory. */
    static Call of(Transport.Request head, InputStream body) throws IOException {
        Optional<String> boundary = Multipart.boundary(head.headers().firstValue("Content-Type"));
        return boundary.isPresent()
                ? new Call(head, Optional.of(Multipart.read(body, boundary.get())))
                : new Call(
                        new Transport.Request(head.method(), head.uri(), head.headers(), body.readAllBytes()),
                        Optional.empty());
    }

    String method() {
        return request.method();
    }

    /** Returns scheme, host and port of the request. */
    String origin() {
        return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
    }

    String rawPath() {
        String path = request.uri().getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    String rawQuery() {
        String text = request.uri().getRawQuery();
        return text == null ? "" : text;
    }

    Optional<String> header(String name) {
        return request.headers().firstValue(name);
    }

    /** Returns the body; if it has parts, a line that describes them. */
    String bodyText() {
        return bodyText;
    }

    int bodyBytes() {
        return request.body().length;
    }

    Optional<Multipart> parts() {
        return parts;
    }

    Set<String> queryNames() {
        return query.keySet();
    }

    List<String> queryValues(String name) {
        return query.getOrDefault(name, List.of());
    }

    Optional<String> query(String name) {
        return queryValues(name).stream().findFirst();
    }

    /** Returns the value of a parameter whose form was checked. */
    int query(String name, int otherwise) {
        return query(name).map(Integer::parseInt).orElse(otherwise);
    }

    /** Returns the part of the path at {@code {name}} in its template. */
    String path(String name) {
        return Objects.requireNonNull(pathValues.get(name), name);
    }

    /** Returns all parts of the path that have a name. */
    ObjectNode pathValues() {
        ObjectNode values = Json.object();
        pathValues.forEach(values::put);
        return values;
    }

    /** Returns the body; the missing node if it is not JSON. */
    JsonNode json() {
        try {
            return Json.read(bodyText);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    ObjectNode formFields() {
        ObjectNode fields = Json.object();
        pairs(bodyText).forEach((name, values) -> fields.put(name, values.get(0)));
        return fields;
    }

    /** Returns whether the path fits the template; if so, stores the values in the path. */
    boolean fits(List<String> template) {
        if (segments.size() != template.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            String wanted = template.get(i);
            if (isValue(wanted) ? !isLike(segments.get(i), wanted) : !wanted.equals(segments.get(i))) {
                return false;
            }
        }
        pathValues.clear();
        for (int i = 0; i < segments.size(); i++) {
            String wanted = template.get(i);
            if (isValue(wanted)) {
                int colon = wanted.indexOf(':');
                pathValues.put(wanted.substring(1, colon < 0 ? wanted.length() - 1 : colon), segments.get(i));
            }
        }
        return true;
    }

    private static boolean isValue(String wanted) {
        return wanted.startsWith("{");
    }

    /** Returns whether a segment is a value such as <code>{id}</code> or <code>{number:[0-9]+}</code>. */
    private static boolean isLike(String segment, String wanted) {
        int colon = wanted.indexOf(':');
        return colon < 0 ? !segment.isEmpty() : segment.matches(wanted.substring(colon + 1, wanted.length() - 1));
    }

    private static Map<String, List<String>> pairs(String text) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return pairs;
        }
        for (String pair : text.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            pairs.computeIfAbsent(decoded(sides[0]), name -> new ArrayList<>())
                    .add(sides.length == 2 ? decoded(sides[1]) : "");
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not escaped as it should be: taken as it is, so that the form's check can refuse it.
            return text;
        }
    }

    RecordedRequest recorded(Instant at, int status) {
        return new RecordedRequest(
                at, method(), rawPath(), rawQuery(), request.headers().map(), bodyText, status);
    }

    @Override
    public String toString() {
        return method() + " " + rawPath();
    }
}
