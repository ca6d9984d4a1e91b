package io.cognigydeploy.core.metric;

import io.cognigydeploy.core.metric.CsvRow.Column;
import io.cognigydeploy.core.metric.CsvRow.CsvSide;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A source of figures in a CSV file, to which another process may append. Safe for use by many threads.
 *
 * <pre>
 * time_from,time_to,metric,arm,numerator,denominator,mean,n,spread,segment
 * 2026-01-15T12:00:00Z,2026-01-15T12:05:00Z,hand-off,canary,4,60,,,,
 * 2026-01-15T12:00:00Z,2026-01-15T12:05:00Z,hand-off,stable,31,540,,,,
 * 2026-01-15T12:00:00Z,2026-01-15T12:05:00Z,turns,canary,,,3.4,60,1.8,
 * </pre>
 *
 * <p>The file is UTF-8 in the form of RFC 4180, without line breaks in fields. Its columns may be in any order, and those
 * without a value in any row may be left out. {@code arm} is {@code canary} or {@code stable}. A row of counts has {@code
 * numerator} and {@code denominator}; a row of means has {@code mean}, {@code n} and perhaps {@code spread}. A row without a
 * segment is about all cases; without one, the rows of all segments together are.
 *
 * <p>The rows of a metric are of spans that do not overlap. A reading has the whole spans within the one that is asked for,
 * and ends with the last of them; of the last span of the file both sides must be there. A last line without its end is not
 * yet written. Any other line that is wrong refuses the reading, with its number, because figures of a damaged file are no
 * evidence.
 *
 * <p>The file is read forward, and no row is kept that is not in the span. Lines that are older than all that is asked for
 * are passed over the next time, while the file only grows.
 */
public final class CsvSource implements MetricSource {

    private final Path file;
    private final List<CsvSide> sides;
    private volatile @Nullable Position position;

    /**
     * A line of the file, the header or the last one that is older than all that was asked for.
     *
     * @param text the line, by which it is found again
     * @param before the latest end of a row up to the line
     */
    private record Position(List<Column> header, long offset, long line, String text, Instant before) {}

    /** The rows of one span. */
    private record Block(Instant from, Instant to, long line, Map<CsvSide, Map<String, CsvRow>> rows) {}

    private CsvSource(Path file, List<CsvSide> sides) {
        this.file = Argument.given("file", file);
        this.sides = sides;
    }

    /** Returns a source with the rows of both sides. Nothing is read. */
    public static CsvSource of(Path file) {
        return new CsvSource(file, List.of(CsvSide.CANARY, CsvSide.STABLE));
    }

    /** Returns a source of which only rows of the canary are used, which is compared with nothing. */
    public static CsvSource ofCanaryAlone(Path file) {
        return new CsvSource(file, List.of(CsvSide.CANARY));
    }

    @Override
    public MetricReading read(NamedMetric metric, Instant from, Instant to) {
        try {
            return measured(metric, blocks(metric, from, to));
        } catch (UnusableFigures e) {
            return e.reading();
        } catch (NoSuchFileException e) {
            return new Refused(MetricDefect.UNREACHABLE, "there is no file " + file.getFileName());
        } catch (IOException e) {
            return new Refused(MetricDefect.UNREACHABLE, "the file " + file.getFileName() + " cannot be read: " + e);
        }
    }

    private List<Block> blocks(NamedMetric metric, Instant from, Instant to) throws IOException, UnusableFigures {
        Position last = position;
        if (last != null && !last.before.isAfter(from)) {
            try (CsvLines lines = new CsvLines(file, last.offset, last.line)) {
                if (isNext(last.text, lines)) {
                    return blocks(lines, last, metric, from, to);
                }
            }
        }
        try (CsvLines lines = new CsvLines(file, 0, 0)) {
            String header = lines.next();
            if (header == null) {
                throw new UnusableFigures(MetricDefect.ABSENT, "the file " + file.getFileName() + " has no header yet");
            }
            Position first = new Position(Column.header(header), 0, 0, header, Instant.MIN);
            return blocks(lines, first, metric, from, to);
        }
    }

    /** Returns whether the next line is this one; another shows that the file did not only grow. */
    private static boolean isNext(String text, CsvLines lines) throws IOException {
        try {
            return text.equals(lines.next());
        } catch (UnusableFigures e) {
            return false;
        }
    }

    private List<Block> blocks(CsvLines lines, Position start, NamedMetric metric, Instant from, Instant to)
            throws IOException, UnusableFigures {
        Map<Instant, Block> blocks = new TreeMap<>();
        Position passed = start;
        boolean isOld = true;
        while (true) {
            long offset = lines.offset();
            long line = lines.line();
            String text = lines.next();
            if (text == null) {
                break;
            }
            if (text.isEmpty()) {
                continue;
            }
            CsvRow row = CsvRow.read(text, lines.line(), start.header);
            isOld &= !row.to().isAfter(from);
            if (isOld) {
                Instant before = row.to().isAfter(passed.before) ? row.to() : passed.before;
                passed = new Position(start.header, offset, line, text, before);
            }
            if (row.metric().equals(metric.name())
                    && sides.contains(row.side())
                    && !row.from().isBefore(from)
                    && !row.to().isAfter(to)) {
                add(blocks, row);
            }
        }
        position = passed;
        return new ArrayList<>(blocks.values());
    }

    private static void add(Map<Instant, Block> blocks, CsvRow row) throws UnusableFigures {
        Block block = blocks.computeIfAbsent(
                row.from(), from -> new Block(from, row.to(), row.line(), new EnumMap<>(CsvSide.class)));
        if (!block.to.equals(row.to())) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT,
                    row.at("a span that begins with that of line " + block.line + " and has another end"));
        }
        CsvRow other =
                block.rows.computeIfAbsent(row.side(), side -> new HashMap<>()).put(row.segment(), row);
        if (other != null) {
            throw new UnusableFigures(
                    MetricDefect.INCONSISTENT, row.at("the same side, span and segment as line " + other.line()));
        }
    }

    private MetricReading measured(NamedMetric metric, List<Block> blocks) throws UnusableFigures {
        // The last span may be half written: the row of one side is there, that of the other is not.
        if (!blocks.isEmpty() && !isWhole(blocks.get(blocks.size() - 1))) {
            blocks.remove(blocks.size() - 1);
        }
        if (blocks.isEmpty()) {
            throw new UnusableFigures(MetricDefect.ABSENT, "no rows of " + metric.name() + " in this span");
        }
        Instant end = Instant.MIN;
        Map<CsvSide, Map<String, List<Figures>>> found = new EnumMap<>(CsvSide.class);
        for (Block block : blocks) {
            if (block.from.isBefore(end)) {
                throw new UnusableFigures(
                        MetricDefect.INCONSISTENT, "line " + block.line + ": a span that overlaps the one before");
            }
            end = block.to;
            if (!isWhole(block)) {
                throw new UnusableFigures(
                        MetricDefect.INCONSISTENT, "line " + block.line + ": a span of one side alone");
            }
            collect(block, metric.form(), found);
        }
        Map<CsvSide, Map<String, Figures>> pooled = new EnumMap<>(CsvSide.class);
        for (CsvSide side : sides) {
            pooled.put(side, pooled(side, found.getOrDefault(side, Map.of())));
        }
        return new Sides(pooled.getOrDefault(CsvSide.CANARY, Map.of()), Optional.ofNullable(pooled.get(CsvSide.STABLE)))
                .measured(blocks.get(0).from, end);
    }

    private boolean isWhole(Block block) {
        return block.rows.keySet().containsAll(sides);
    }

    /** Adds the figures of a span by segment. Without a row of all cases, its segments together are. */
    private static void collect(Block block, NamedMetric.Form form, Map<CsvSide, Map<String, List<Figures>>> found)
            throws UnusableFigures {
        for (Map.Entry<CsvSide, Map<String, CsvRow>> rows : block.rows.entrySet()) {
            Map<String, List<Figures>> side = found.computeIfAbsent(rows.getKey(), each -> new HashMap<>());
            List<Figures> segments = new ArrayList<>();
            for (CsvRow row : rows.getValue().values()) {
                Optional<Figures> figures = row.figures(form);
                if (figures.isPresent()) {
                    side.computeIfAbsent(row.segment(), each -> new ArrayList<>())
                            .add(figures.get());
                    segments.add(figures.get());
                }
            }
            if (!rows.getValue().containsKey(Sides.ALL) && !segments.isEmpty()) {
                side.computeIfAbsent(Sides.ALL, each -> new ArrayList<>())
                        .add(Sides.pooled(rows.getKey().word(), segments));
            }
        }
    }

    private static Map<String, Figures> pooled(CsvSide side, Map<String, ? extends Collection<Figures>> found)
            throws UnusableFigures {
        Map<String, Figures> pooled = new TreeMap<>();
        for (Map.Entry<String, ? extends Collection<Figures>> each : found.entrySet()) {
            pooled.put(each.getKey(), Sides.pooled(side.word(), each.getValue()));
        }
        return pooled;
    }
}
