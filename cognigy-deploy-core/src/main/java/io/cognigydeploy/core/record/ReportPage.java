package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The content of a report for a person, which every form of it lays out. No text is escaped yet. Each table has at most
 * {@value #MAX_ROWS} rows, and a last one that states where the others are.
 *
 * @param kind the name of the kind of deployment
 * @param platform the name of the platform, which may be a link
 * @param subject the deployment in one line
 * @param title the end of the run in a few words
 * @param tone the meaning of that end
 * @param because the reason for it
 * @param notes the points that a person must know, and the ways to go on
 * @param sections the tables before the events, none of them empty, the most important first
 * @param events the events in order
 */
record ReportPage(
        String kind,
        Optional<String> platform,
        String subject,
        String title,
        Tone tone,
        String because,
        List<Note> notes,
        List<Section> sections,
        List<Happened> events) {

    static final int MAX_ROWS = 1000;

    /** The number of rows from which a table that is not urgent is folded away. */
    private static final int LONG = 40;

    /** The meaning of a text, for its colour and weight. */
    enum Tone {
        NONE,
        GOOD,
        OPEN,
        BAD;

        static Tone of(Outcome outcome) {
            if (outcome.isSuccess()) {
                return GOOD;
            }
            return outcome instanceof Outcome.Unknown || outcome instanceof Outcome.RollbackFailed ? BAD : OPEN;
        }

        static Tone of(Verdict verdict) {
            return verdict.match(GOOD, BAD, OPEN);
        }
    }

    /**
     * A point that a person must know or look at, or a way to go on.
     *
     * @param tone the meaning of it; none if it is an offer
     * @param commands commands and calls to copy, none in most notes
     */
    record Note(Tone tone, String label, String text, List<String> commands) {

        Note(Tone tone, String label, String text) {
            this(tone, label, text, List.of());
        }
    }

    /**
     * The lines of a cell.
     *
     * @param share the length of a bar beside them, from 0 to 1; absent if there is none
     */
    record Cell(Tone tone, List<String> lines, OptionalDouble share) {

        Cell(Tone tone, List<String> lines) {
            this(tone, lines, OptionalDouble.empty());
        }

        boolean isToLookAt() {
            return tone == Tone.BAD || tone == Tone.OPEN;
        }

        static Cell of(String... lines) {
            return new Cell(Tone.NONE, List.of(lines));
        }

        /**
         * Returns a cell with a time.
         *
         * @param longest the time whose bar has the full length
         */
        static Cell of(Duration time, Duration longest) {
            double share = Math.min(1, (double) time.toNanos() / Math.max(1, longest.toNanos()));
            return new Cell(Tone.NONE, List.of(Time.inWords(time)), OptionalDouble.of(share));
        }
    }

    /** The way in which a page shows a section at first. */
    enum Fold {
        OPEN,
        CLOSED;

        static Fold ifLong(List<?> rows) {
            return rows.size() > LONG ? CLOSED : OPEN;
        }
    }

    /**
     * A table whose rows each begin with what they are about.
     *
     * @param figure the SVG element above it, or nothing
     * @param head the names of the columns; empty texts if the first cell of a row names the others
     */
    record Section(String title, Fold fold, String figure, List<String> head, List<List<Cell>> rows) {

        Section {
            rows = excerpt(
                    rows,
                    row -> row.stream().anyMatch(Cell::isToLookAt),
                    more -> Stream.concat(
                                    Stream.of(Cell.of("and " + more + " more, in report.json")),
                                    head.stream().skip(1).map(column -> Cell.of("")))
                            .toList());
        }

        Section(String title, Fold fold, List<String> head, List<List<Cell>> rows) {
            this(title, fold, "", head, rows);
        }
    }

    /** Returns how a page shows the events at first. */
    Fold eventsFold() {
        return Fold.ifLong(events);
    }

    /**
     * Returns the elements of a long list that a report shows, in their order. Those to look at come before others.
     *
     * @param rest makes the last element from the number of elements that are not shown
     */
    static <T> List<T> excerpt(List<T> all, Predicate<? super T> isToLookAt, IntFunction<? extends T> rest) {
        if (all.size() <= MAX_ROWS) {
            return List.copyOf(all);
        }
        Stream<T> shown = IntStream.concat(
                        IntStream.range(0, all.size()).filter(place -> isToLookAt.test(all.get(place))),
                        IntStream.range(0, all.size()).filter(place -> !isToLookAt.test(all.get(place))))
                .limit(MAX_ROWS)
                .sorted()
                .mapToObj(all::get);
        return Stream.concat(shown, Stream.of(rest.apply(all.size() - MAX_ROWS)))
                .toList();
    }

    /** Returns a time in seconds, with milliseconds. */
    static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 9)
                .setScale(3, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /**
     * An event of the run.
     *
     * @param after the time since the begin, for a person
     * @param share the part of the run before it, in percent
     */
    record Happened(Tone tone, String after, double share, String text) {}
}
