package io.cognigydeploy.core.metric;

import io.cognigydeploy.client.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One row of a CSV file of figures.
 *
 * @param line its number, from 1
 * @param segment {@link Sides#ALL} for all cases
 */
record CsvRow(
        long line, Instant from, Instant to, String metric, CsvSide side, String segment, Map<Column, String> numbers) {

    private static final int MAX_SHOWN = 40;

    /** The sides that a row can be about. */
    enum CsvSide {
        CANARY,
        STABLE;

        String word() {
            return this == CANARY ? "canary" : "stable";
        }
    }

    /** The columns. */
    enum Column {
        TIME_FROM("time_from"),
        TIME_TO("time_to"),
        METRIC("metric"),
        ARM("arm"),
        NUMERATOR("numerator"),
        DENOMINATOR("denominator"),
        MEAN("mean"),
        N("n"),
        SPREAD("spread"),
        SEGMENT("segment");

        private static final Set<Column> NEEDED = Set.of(TIME_FROM, TIME_TO, METRIC, ARM);

        private final String title;

        Column(String title) {
            this.title = title;
        }

        /** Reads the header, which has each needed column, no column twice, and no other. */
        static List<Column> header(String line) throws UnusableFigures {
            List<Column> columns = new ArrayList<>();
            for (String title : fields(line, 1)) {
                columns.add(of(title));
            }
            if (!columns.containsAll(NEEDED) || new HashSet<>(columns).size() < columns.size()) {
                throw wrong(1, "the header must have time_from, time_to, metric and arm, and no column twice");
            }
            return columns;
        }

        private static Column of(String title) throws UnusableFigures {
            for (Column column : values()) {
                if (column.title.equals(title)) {
                    return column;
                }
            }
            throw wrong(1, "no column is named '" + Printable.cut(title, MAX_SHOWN) + "'");
        }
    }

    /** Reads a row. Its numbers are read when they are needed. */
    static CsvRow read(String text, long line, List<Column> header) throws UnusableFigures {
        List<String> fields = fields(text, line);
        if (fields.size() != header.size()) {
            throw wrong(line, fields.size() + " fields, and the header has " + header.size());
        }
        Instant from = time(fields.get(header.indexOf(Column.TIME_FROM)), line);
        Instant to = time(fields.get(header.indexOf(Column.TIME_TO)), line);
        if (!from.isBefore(to)) {
            throw wrong(line, "time_to must be after time_from");
        }
        int segment = header.indexOf(Column.SEGMENT);
        Map<Column, String> numbers = new EnumMap<>(Column.class);
        for (Column column : List.of(Column.NUMERATOR, Column.DENOMINATOR, Column.MEAN, Column.N, Column.SPREAD)) {
            int place = header.indexOf(column);
            if (place >= 0 && !fields.get(place).isBlank()) {
                numbers.put(column, fields.get(place).strip());
            }
        }
        return new CsvRow(
                line,
                from,
                to,
                fields.get(header.indexOf(Column.METRIC)),
                side(fields.get(header.indexOf(Column.ARM)), line),
                segment < 0 ? Sides.ALL : fields.get(segment),
                numbers);
    }

    private static CsvSide side(String word, long line) throws UnusableFigures {
        for (CsvSide side : CsvSide.values()) {
            if (side.word().equals(word)) {
                return side;
            }
        }
        throw wrong(line, "arm must be canary or stable, but was '" + Printable.cut(word, MAX_SHOWN) + "'");
    }

    private static Instant time(String text, long line) throws UnusableFigures {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw wrong(
                    line, "a time must be like 2026-01-15T12:00:00Z, but was '" + Printable.cut(text, MAX_SHOWN) + "'");
        }
    }

    /** Returns the figures of the row; empty if it has no case. It has the numbers of this form, and no others. */
    Optional<Figures> figures(NamedMetric.Form form) throws UnusableFigures {
        Set<Column> needed = form == NamedMetric.Form.COUNTS
                ? Set.of(Column.NUMERATOR, Column.DENOMINATOR)
                : Set.of(Column.MEAN, Column.N);
        Set<Column> allowed = new HashSet<>(needed);
        if (form == NamedMetric.Form.MEANS) {
            allowed.add(Column.SPREAD);
            if (numbers.containsKey(Column.N) && count(Column.N) == 0) {
                return Optional.empty();
            }
        }
        if (!numbers.keySet().containsAll(needed) || !allowed.containsAll(numbers.keySet())) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT,
                    at("a row of " + form + " must have " + titles(needed) + ", but has " + titles(numbers.keySet())));
        }
        if (form == NamedMetric.Form.MEANS) {
            return Optional.of(new Figures.Averaged(number(Column.MEAN), count(Column.N), spread()));
        }
        long some = count(Column.NUMERATOR);
        long all = count(Column.DENOMINATOR);
        if (some > all) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT, at("a numerator of " + some + " above the denominator of " + all));
        }
        return Optional.of(new Figures.Counted(some, all));
    }

    private Optional<Double> spread() throws UnusableFigures {
        return numbers.containsKey(Column.SPREAD)
                ? Optional.of(Numbers.spread(at("spread"), number(Column.SPREAD)))
                : Optional.empty();
    }

    private long count(Column column) throws UnusableFigures {
        double value = number(column);
        if (value != Math.rint(value)) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT, at(column.title + " must be a whole number, but was " + value));
        }
        return Numbers.count(at(column.title), value);
    }

    private double number(Column column) throws UnusableFigures {
        return Numbers.finite(at(column.title), numbers.getOrDefault(column, ""));
    }

    private static List<String> titles(Set<Column> columns) {
        return columns.stream().sorted().map(column -> column.title).toList();
    }

    String at(String what) {
        return "line " + line + ": " + what;
    }

    static UnusableFigures wrong(long line, String what) {
        return new UnusableFigures(MetricDefect.UNREACHABLE, "line " + line + ": " + what);
    }

    /** Splits a line at its commas. A field may be in quotation marks, in which two of them stand for one. */
    private static List<String> fields(String text, long line) throws UnusableFigures {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                at = quoted(text, at + 1, field, line);
            } else {
                int end = text.indexOf(',', at) < 0 ? text.length() : text.indexOf(',', at);
                field.append(text, at, end);
                at = end;
                if (field.indexOf("\"") >= 0) {
                    throw wrong(line, "a quotation mark within a field that does not begin with one");
                }
            }
            fields.add(field.toString());
            if (at == text.length()) {
                return fields;
            }
            if (text.charAt(at) != ',') {
                throw wrong(line, "text after the end of a quoted field");
            }
            at++;
        }
    }

    /** Reads a quoted field and returns the place after it. */
    private static int quoted(String text, int from, StringBuilder field, long line) throws UnusableFigures {
        int at = from;
        while (at < text.length()) {
            char each = text.charAt(at);
            if (each != '"') {
                field.append(each);
                at++;
            } else if (text.startsWith("\"\"", at)) {
                field.append('"');
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw wrong(line, "a quoted field that does not end on its line");
    }
}
