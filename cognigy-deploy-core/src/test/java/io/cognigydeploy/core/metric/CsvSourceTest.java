package io.cognigydeploy.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.MetricSourceContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A CSV file as a source, while another process appends to it. */
class CsvSourceTest {

    private static final String HEADER = "time_from,time_to,metric,arm,numerator,denominator,mean,n,spread,segment\n";
    private static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private Path file = Path.of("unset");
    private CsvSource source = CsvSource.of(Path.of("unset"));

    @BeforeEach
    void setUp() {
        file = folder.resolve("figures.csv");
        source = CsvSource.of(file);
    }

    private static Instant minute(long number) {
        return Instant.parse("2026-01-15T12:00:00Z").plusSeconds(60 * number);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Returns a row of counts over one minute. */
    private static String row(long minute, String arm, long numerator, long denominator, String segment) {
        return minute(minute) + "," + minute(minute + 1) + ",hand-off," + arm + "," + numerator + "," + denominator
                + ",,,," + segment + "\n";
    }

    private static String rows(long minute, long canary, long stable) {
        return row(minute, "canary", canary, 10, "") + row(minute, "stable", stable, 90, "");
    }

    private MetricReading read(long from, long to) {
        return source.read(NamedMetric.HAND_OFF, minute(from), minute(to));
    }

    private Refused refused(long from, long to) {
        MetricReading reading = read(from, to);
        assertThat(reading).isInstanceOf(Refused.class);
        return (Refused) reading;
    }

    private static Measured counts(long from, long to, Counted canary, Counted stable) {
        return new Measured(minute(from), minute(to), new Figures.Compared(canary, stable));
    }

    @Test
    void theWholeRowsWithinASpanAreOne() throws IOException {
        append(HEADER + rows(0, 1, 5) + rows(1, 2, 6) + rows(2, 4, 7) + rows(3, 8, 8));

        assertThat(read(1, 3)).isEqualTo(counts(1, 3, new Counted(6, 20), new Counted(13, 180)));
        assertThat(source.read(
                        NamedMetric.HAND_OFF,
                        minute(0).plusSeconds(1),
                        minute(3).minusSeconds(1)))
                .isEqualTo(counts(1, 2, new Counted(2, 10), new Counted(6, 90)));
    }

    @Test
    void aSpanWithoutRowsIsAbsent() throws IOException {
        assertThat(refused(0, 9).defect()).isEqualTo(MetricDefect.UNREACHABLE);
        append("");
        assertThat(refused(0, 9).why()).isEqualTo("the file figures.csv has no header yet");
        append(HEADER);
        assertThat(refused(0, 9)).isEqualTo(new Refused(MetricDefect.ABSENT, "no rows of hand-off in this span"));
        append(rows(0, 1, 5));
        assertThat(refused(1, 9).defect()).isEqualTo(MetricDefect.ABSENT);
        assertThat(source.read(NamedMetric.NO_MATCH, minute(0), minute(9))).isInstanceOf(Refused.class);
    }

    @Test
    void rowsThatAreBeingWrittenAreLeftForLater() throws IOException {
        append(HEADER + rows(0, 1, 5) + row(1, "canary", 2, 10, ""));
        assertThat(read(0, 9)).isEqualTo(counts(0, 1, new Counted(1, 10), new Counted(5, 90)));

        String rest = row(1, "stable", 6, 90, "");
        append(rest.substring(0, 50));
        assertThat(read(0, 9)).isEqualTo(counts(0, 1, new Counted(1, 10), new Counted(5, 90)));

        append(rest.substring(50));
        assertThat(read(1, 9)).isEqualTo(counts(1, 2, new Counted(2, 10), new Counted(6, 90)));
        assertThat(read(0, 9)).isEqualTo(counts(0, 2, new Counted(3, 20), new Counted(11, 180)));
    }

    @Test
    void aSpanInTheMiddleMustHaveBothSides() throws IOException {
        append(HEADER + row(0, "canary", 1, 10, "") + rows(1, 2, 6));

        assertThat(refused(0, 9)).isEqualTo(new Refused(MetricDefect.INCONSISTENT, "line 2: a span of one side alone"));
    }

    @Test
    void aCanaryMayBeComparedWithNothing() throws IOException {
        append(HEADER + row(0, "canary", 1, 10, "") + rows(1, 2, 6));

        assertThat(CsvSource.ofCanaryAlone(file).read(NamedMetric.HAND_OFF, minute(0), minute(9)))
                .isEqualTo(new Measured(minute(0), minute(2), Figures.Compared.alone(new Counted(3, 20))));
    }

    @Test
    void meansArePooledByTheirCounts() throws IOException {
        append("arm,metric,time_from,time_to,mean,n,spread\n"
                + "canary,turns," + minute(0) + "," + minute(1) + ",3,1,0\n"
                + "stable,turns," + minute(0) + "," + minute(1) + ",2.5,40,\n"
                + "canary,turns," + minute(1) + "," + minute(2) + ",5,1,0\n"
                + "stable,turns," + minute(1) + "," + minute(2) + ",,0,\n");

        assertThat(source.read(TURNS, minute(0), minute(2)))
                .isEqualTo(new Measured(
                        minute(0),
                        minute(2),
                        new Figures.Compared(new Averaged(4, 2, Optional.of(Math.sqrt(2))), new Averaged(2.5, 40))));
    }

    @Test
    void segmentsAddUpUnlessAllCasesHaveTheirOwnRow() throws IOException {
        append(HEADER
                + row(0, "canary", 1, 4, "web")
                + row(0, "canary", 2, 6, "\"voice, new\"")
                + row(0, "stable", 5, 90, "web")
                + rows(1, 3, 7)
                + row(1, "canary", 1, 5, "web"));

        assertThat(read(0, 2))
                .isEqualTo(new Measured(
                        minute(0),
                        minute(2),
                        new Figures.Compared(new Counted(6, 20), new Counted(12, 180)),
                        Map.of(
                                "web",
                                new Figures.Compared(new Counted(2, 9), new Counted(5, 90)),
                                "voice, new",
                                Figures.Compared.alone(new Counted(2, 6)))));
    }

    @Test
    void aByteOrderMarkOtherLineEndsEmptyLinesAndQuotationMarksAreRead() throws IOException {
        append("\uFEFF" + HEADER.replace("\n", "\r\n") + "\r\n"
                + "\"" + minute(0) + "\"," + minute(1) + ",\"hand-off\",canary,\"1\",10,,,,\"a \"\"b\"\"\"\r\n"
                + row(0, "stable", 5, 90, "").replace("\n", "\r\n"));

        assertThat(read(0, 1))
                .isInstanceOfSatisfying(
                        Measured.class,
                        measured -> assertThat(measured.segments()).containsOnlyKeys("a \"b\""));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            value = {
                "T,T1,hand-off,canary,1,10,,,|9 fields, and the header has 10",
                "T,T1,hand-off,canary,1,10,,,,,|11 fields, and the header has 10",
                "T,T,hand-off,canary,1,10,,,,|time_to must be after time_from",
                "noon,T1,hand-off,canary,1,10,,,,|a time must be like 2026-01-15T12:00:00Z, but was 'noon'",
                "2026-01-15T12:00:00,T1,hand-off,canary,1,10,,,,|a time must be like",
                "T,T1,hand-off,blue,1,10,,,,|arm must be canary or stable, but was 'blue'",
                "T,T1,hand-off,canary,x,10,,,,|numerator is no number, but 'x'",
                "T,T1,hand-off,canary,NaN,10,,,,|numerator is NaN",
                "T,T1,hand-off,canary,Infinity,10,,,,|numerator is infinite",
                "T,T1,hand-off,canary,1.5,10,,,,|numerator must be a whole number, but was 1.5",
                "T,T1,hand-off,canary,-1,10,,,,|numerator is -1.0, not from 0 to 1000000",
                "T,T1,hand-off,canary,11,10,,,,|a numerator of 11 above the denominator of 10",
                "T,T1,hand-off,canary,,10,,,,|a row of COUNTS must have [numerator, denominator], but has [denominator]",
                "T,T1,hand-off,canary,1,10,2,,,|a row of COUNTS must have",
                "\"T,T1,hand-off,canary,1,10,,,,|a quoted field that does not end on its line",
                "\"T\"x,T1,hand-off,canary,1,10,,,,|text after the end of a quoted field",
                "T,T1,hand\"off,canary,1,10,,,,|a quotation mark within a field"
            },
            quoteCharacter = '\0')
    void aWrongRowIsRefusedWithItsLine(String row, String why) throws IOException {
        append(HEADER + rows(0, 1, 5)
                + row.replace("T1", minute(2).toString())
                        .replace("T,", minute(1) + ",")
                        .replace("T\"", minute(1) + "\"")
                + "\n" + row(1, "stable", 1, 10, ""));

        assertThat(refused(0, 9).why()).startsWith("line 4: " + why);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            value = {
                "time_from,time_to,metric|the header must have time_from, time_to, metric and arm",
                "time_from,time_to,metric,arm,arm|the header must have time_from, time_to, metric and arm",
                "time_from,time_to,metric,arm,segmnt|no column is named 'segmnt'"
            })
    void aWrongHeaderIsRefused(String header, String why) throws IOException {
        append(header + "\n");

        assertThat(refused(0, 9).why()).startsWith("line 1: " + why);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        append(HEADER);
        Files.write(file, new byte[] {(byte) 0xC3, '\n'}, StandardOpenOption.APPEND);

        assertThat(refused(0, 9).why()).isEqualTo("line 2: not UTF-8");
    }

    @Test
    void aLineWithoutBoundsIsRefused() throws IOException {
        append(HEADER + "x".repeat(64 * 1024 + 1));

        assertThat(refused(0, 9).why()).isEqualTo("line 2: more than 65536 bytes");
    }

    @Test
    void rowsThatContradictEachOtherAreRefused() throws IOException {
        append(HEADER + rows(0, 1, 5) + row(0, "canary", 1, 10, ""));
        assertThat(refused(0, 9).why()).isEqualTo("line 4: the same side, span and segment as line 2");

        Files.delete(file);
        append(HEADER
                + rows(0, 1, 5)
                + rows(0, 1, 5).replace(minute(1).toString(), minute(2).toString()));
        assertThat(refused(0, 9).why()).isEqualTo("line 4: a span that begins with that of line 2 and has another end");

        Files.delete(file);
        append(HEADER + rows(0, 1, 5).replace(minute(1).toString(), minute(2).toString()) + rows(1, 1, 5));
        assertThat(refused(0, 9).why()).isEqualTo("line 4: a span that overlaps the one before");
    }

    @Test
    void tooManyCasesAreRefused() throws IOException {
        append(HEADER
                + row(0, "canary", 1, 600_000, "")
                + row(0, "stable", 1, 10, "")
                + row(1, "canary", 1, 600_000, "")
                + row(1, "stable", 1, 10, ""));

        assertThat(refused(0, 9))
                .isEqualTo(new Refused(MetricDefect.OUT_OF_RANGE, "more than 1000000 cases of canary"));
    }

    @Test
    void linesThatWereReadAreNotReadAgainWhileTheFileGrows() throws IOException {
        append(HEADER + rows(0, 1, 5) + rows(1, 2, 6) + rows(2, 4, 7));
        assertThat(read(2, 3)).isInstanceOf(Measured.class);

        // Nothing that was passed over is looked at, not even to find it damaged.
        byte[] damaged = Files.readAllBytes(file);
        damaged[HEADER.length() + 1] = '"';
        Files.write(file, damaged);
        append(rows(3, 8, 8));
        assertThat(read(2, 9)).isEqualTo(counts(2, 4, new Counted(12, 20), new Counted(15, 180)));

        assertThat(refused(0, 9).why()).startsWith("line 2: ");
    }

    @Test
    void aFileThatWasReplacedIsReadFromItsBeginning() throws IOException {
        append(HEADER + rows(0, 1, 5) + rows(1, 2, 6));
        assertThat(read(1, 2)).isInstanceOf(Measured.class);

        Files.writeString(file, HEADER + rows(2, 4, 7), StandardCharsets.UTF_8);
        assertThat(read(2, 9)).isEqualTo(counts(2, 3, new Counted(4, 10), new Counted(7, 90)));
    }

    @Test
    void theSourceKeepsTheContract() throws IOException {
        append(HEADER + rows(0, 1, 5) + row(0, "canary", 1, 4, "web") + rows(1, 2, 6) + rows(2, 4, 7));

        assertThat(MetricSourceContract.of(source, NamedMetric.HAND_OFF, minute(0), minute(1), minute(3))
                        .unreachable(CsvSource.of(folder.resolve("none.csv")))
                        .problems())
                .isEmpty();
    }
}
