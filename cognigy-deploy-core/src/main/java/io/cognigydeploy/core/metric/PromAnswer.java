package io.cognigydeploy.core.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The strict reader of the answer of Prometheus' HTTP API to one query at one instant. A matrix with one value for each
 * series, a vector and a scalar are such answers. One that may be partial is refused.
 */
final class PromAnswer {

    private static final int MAX_SHOWN = 200;
    private static final int MAX_SERIES = 1_000;

    private final String what;
    private final BigDecimal at;
    private final Optional<String> label;

    /**
     * @param what the name of the figures in messages
     * @param at the instant of the query, in seconds
     * @param label the label whose values are segments
     */
    PromAnswer(String what, BigDecimal at, Optional<String> label) {
        this.what = what;
        this.at = at;
        this.label = label;
    }

    /** Reads the values by segment; one of all cases is that of {@link Sides#ALL}. */
    Map<String, Double> read(byte[] document) throws UnusableFigures {
        JsonNode data = data(document);
        JsonNode result = data.path("result");
        String type = data.path("resultType").asText();
        if (!result.isArray()) {
            throw malformed("no result");
        }
        return switch (type) {
            case "scalar" -> Map.of(Sides.ALL, value(result));
            case "vector" -> series(result, "value");
            case "matrix" -> series(result, "values");
            default ->
                throw malformed("a result of the type '" + Printable.cut(type, 40)
                        + "', and needed is a matrix, a vector or a scalar");
        };
    }

    private JsonNode data(byte[] document) throws UnusableFigures {
        JsonNode answer;
        try {
            answer = Json.MAPPER.readTree(document);
        } catch (IOException e) {
            throw malformed("something that is not JSON");
        }
        if (!answer.path("status").asText().equals("success")) {
            throw malformed("error " + text(answer.path("errorType")) + ": " + text(answer.path("error")));
        }
        if (!answer.path("warnings").isEmpty()) {
            throw malformed("a warning, so the figures may be partial: "
                    + text(answer.path("warnings").path(0)));
        }
        return answer.path("data");
    }

    private Map<String, Double> series(JsonNode result, String member) throws UnusableFigures {
        if (result.size() > MAX_SERIES) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE, what + " has " + result.size() + " series, more than " + MAX_SERIES);
        }
        Set<JsonNode> seen = new HashSet<>();
        Map<String, Double> values = new LinkedHashMap<>();
        for (JsonNode series : result) {
            JsonNode labels = series.path("metric");
            if (!labels.isObject()) {
                throw malformed("a series without labels");
            }
            if (!seen.add(labels)) {
                throw new UnusableFigures(MetricDefect.INCONSISTENT, what + " has one series twice, " + text(labels));
            }
            if (values.put(segment(labels), value(point(series, member))) != null) {
                throw new UnusableFigures(
                        MetricDefect.INCONSISTENT,
                        what + " has several series"
                                + label.map(name -> " with the same " + name).orElse("")
                                + "; aggregate them, such as by sum"
                                + label.map(name -> " by (" + name + ")").orElse("(…)"));
            }
        }
        return values;
    }

    private String segment(JsonNode labels) throws UnusableFigures {
        if (label.isEmpty()) {
            return Sides.ALL;
        }
        String segment = labels.path(label.get()).asText();
        if (segment.isBlank()) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT, what + " has a series without the label " + label.get());
        }
        return segment;
    }

    private JsonNode point(JsonNode series, String member) throws UnusableFigures {
        if (series.has("histogram") || series.has("histograms")) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT,
                    what + " is a native histogram; apply histogram_count or histogram_sum to it");
        }
        JsonNode points = series.path(member);
        if (member.equals("value")) {
            return points;
        }
        if (points.size() != 1) {
            throw malformed(points.size() + " values of a series at one instant");
        }
        return points.path(0);
    }

    private double value(JsonNode point) throws UnusableFigures {
        JsonNode time = point.path(0);
        if (!point.isArray()
                || point.size() != 2
                || !time.isNumber()
                || !point.path(1).isTextual()) {
            throw malformed("a value in another form, " + text(point));
        }
        if (time.decimalValue().compareTo(at) != 0) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT,
                    what + " is that of the time " + text(time) + ", and not of " + at.toPlainString());
        }
        return Numbers.finite(what, point.path(1).textValue());
    }

    private UnusableFigures malformed(String form) {
        return new UnusableFigures(MetricDefect.UNREACHABLE, what + ": Prometheus answered with " + form);
    }

    private static String text(JsonNode value) {
        return Printable.cut(value.isTextual() ? value.textValue() : value.toString(), MAX_SHOWN);
    }
}
