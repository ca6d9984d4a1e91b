package io.cognigydeploy.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.pipeline.ChildJvm;
import io.cognigydeploy.core.pipeline.TickingTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ChainedLogTest {

    private static final String NO_HEAD = "0".repeat(64);

    @TempDir
    Path dir;

    private final Time time = new TickingTime();

    @Test
    void recordsComeBackAsTheyWereWritten() {
        Path file = dir.resolve("runs/7/journal.jsonl");
        ObjectNode awkward = body(1).put("text", "\u0000\u007f\u2028\ud83d\ude00\"\\\n")
                .put("large", 1e20)
                .put("larger", 1e21)
                .put("small", 4.9e-324)
                .put("half", 0.5f);
        List<ChainedLog.LogEntry> written = new ArrayList<>();
        try (var log = ChainedLog.open(file, time)) {
            assertThat(log.entries()).isEmpty();
            assertThat(log.head()).isEqualTo(NO_HEAD);
            written.add(log.append(awkward));
            written.add(log.appendForced(body(2)));
            written.add(log.append(JsonNodeFactory.instance.objectNode()));
            assertThat(log.entries()).isEmpty();
            assertThat(log.head()).isEqualTo(written.get(2).hash());
        }
        try (var log = ChainedLog.open(file, time)) {
            assertThat(log.head()).isEqualTo(written.get(2).hash());
            assertThat(log.torn()).isEmpty();
            assertThat(log.entries()).hasSize(3).zipSatisfy(written, (read, wrote) -> {
                assertThat(read.seq()).isEqualTo(wrote.seq());
                assertThat(read.ts()).isEqualTo(wrote.ts());
                assertThat(read.hash()).isEqualTo(wrote.hash());
                assertThat(CanonicalJson.bytes(read.body())).isEqualTo(CanonicalJson.bytes(wrote.body()));
            });
            assertThat(log.append(body(4)).seq()).isEqualTo(4);
        }
        assertThat(ChainedLog.verify(file).records()).isEqualTo(4);
    }

    @Test
    void aLineIsTheCanonicalFormOfItsRecordAndHashesAsPromised() throws Exception {
        Path file = written(3);
        String prev = NO_HEAD;
        for (String line : Files.readAllLines(file)) {
            ObjectNode record = (ObjectNode) new JsonMapper().readTree(line);
            assertThat(CanonicalJson.bytes(record)).isEqualTo(line.getBytes(UTF_8));
            assertThat(record.properties())
                    .extracting(member -> member.getKey())
                    .containsExactly("body", "hash", "prev", "seq", "ts", "v");
            assertThat(record.path("prev").asText()).isEqualTo(prev);
            prev = record.remove("hash").asText();
            assertThat(CanonicalJson.sha256Hex(record)).isEqualTo(prev);
        }
        assertThat(ChainedLog.verify(file).head()).isEqualTo(prev);
    }

    @Test
    void cutAnywhereTheWholeRecordsRemain() throws Exception {
        byte[] all = Files.readAllBytes(written(200));
        var reader = new ChainReader(new ByteArrayInputStream(all), ChainReader.Tip.START);
        for (int n = 0; n < 200; n++) {
            ChainReader.Tip before = reader.tip();
            assertThat(reader.next()).isNotNull();
            int start = (int) before.offset();
            int end = (int) reader.tip().offset();
            for (int cut = start; cut < end; cut++) {
                var rest = new ChainReader(new ByteArrayInputStream(all, start, cut - start), before);
                assertThat(rest.next()).isNull();
                assertThat(rest.tip()).isEqualTo(before);
                assertThat(rest.ending().integrity())
                        .isEqualTo(cut == start ? ChainReader.Integrity.COMPLETE : ChainReader.Integrity.TORN);
            }
        }
        assertThat(reader.next()).isNull();
        assertThat(reader.ending().integrity()).isEqualTo(ChainReader.Integrity.COMPLETE);
    }

    @Test
    void aTornEndIsKeptAsideAndTheLogGoesOn() throws Exception {
        byte[] all = Files.readAllBytes(written(3));
        int last = new String(all, UTF_8).lastIndexOf('\n', all.length - 2) + 1;
        for (int cut = last; cut < all.length; cut += 5) {
            Path file = dir.resolve("cut-" + cut + ".jsonl");
            Files.write(file, Arrays.copyOf(all, cut));
            try (var log = ChainedLog.open(file, time)) {
                assertThat(log.entries()).hasSize(2);
                if (cut == last) {
                    assertThat(log.torn()).isEmpty();
                } else {
                    assertThat(log.torn())
                            .singleElement()
                            .extracting(Path::getFileName)
                            .hasToString(file.getFileName() + ".torn-1");
                    assertThat(Files.readAllBytes(log.torn().get(0))).isEqualTo(Arrays.copyOfRange(all, last, cut));
                }
                assertThat(log.append(body(3)).seq()).isEqualTo(3);
            }
            assertThat(ChainedLog.verify(file).problem()).isEmpty();
        }
    }

    @Test
    void earlierTornEndsAreNotOverwritten() throws Exception {
        Path file = written(1);
        for (int n = 1; n <= 3; n++) {
            Files.writeString(file, "half " + n, StandardOpenOption.APPEND);
            ChainedLog.open(file, time).close();
            assertThat(file.resolveSibling("log.jsonl.torn-" + n)).hasContent("half " + n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 100_000})
    void aTailOfZerosIsTorn(int zeros) throws Exception {
        Path file = written(3);
        byte[] all = Files.readAllBytes(file);
        for (int whole : new int[] {all.length, all.length - 1, all.length - 40}) {
            Files.write(file, Arrays.copyOf(Arrays.copyOf(all, whole), all.length + zeros));
            try (var log = ChainedLog.open(file, time)) {
                assertThat(log.entries()).hasSize(whole == all.length ? 3 : 2);
                assertThat(log.torn()).hasSize(1);
            }
        }
    }

    @Test
    void everyFlippedBitIsFound() throws Exception {
        Path file = written(3);
        byte[] all = Files.readAllBytes(file);
        String[] lines = new String(all, UTF_8).split("(?<=\n)", -1);
        int second = lines[0].length();
        int third = second + lines[1].length();
        for (int bit = 0; bit < all.length * 8; bit++) {
            byte[] flipped = all.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            var reader = new ChainReader(new ByteArrayInputStream(flipped), ChainReader.Tip.START);
            int good = 0;
            while (reader.next() != null) {
                good++;
            }
            int line = bit / 8 < second ? 0 : bit / 8 < third ? 1 : 2;
            assertThat(good).as("bit %d", bit).isEqualTo(line);
            assertThat(reader.ending().integrity()).as("bit %d", bit).isEqualTo(ChainReader.Integrity.BROKEN);
            if (bit % 97 == 0) {
                Files.write(file, flipped);
                assertThat(ChainedLog.verify(file).problem().orElseThrow()).startsWith("Line " + (line + 1) + ": ");
                assertThatExceptionOfType(DamagedRecordException.class)
                        .isThrownBy(() -> ChainedLog.open(file, time))
                        .withMessageContaining(file.toRealPath() + ", line " + (line + 1) + ": ")
                        .satisfies(e -> assertThat(e.line()).isEqualTo(line + 1))
                        .satisfies(e -> assertThat(e.place())
                                .isEqualTo(file.toRealPath().toString()));
                assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
            }
        }
    }

    static Stream<Arguments> tampering() {
        return Stream.of(
                edit("two records swapped", 3, lines -> {
                    Collections.swap(lines, 2, 3);
                    return lines;
                }),
                edit("the last two swapped", 4, lines -> {
                    Collections.swap(lines, 3, 4);
                    return lines;
                }),
                edit("the first taken out", 1, lines -> lines.subList(1, 5)),
                edit("one taken out", 3, lines -> {
                    lines.remove(2);
                    return lines;
                }),
                edit("the last but one taken out", 4, lines -> {
                    lines.remove(3);
                    return lines;
                }),
                edit("one put in twice", 4, lines -> {
                    lines.add(3, lines.get(2));
                    return lines;
                }),
                edit("the last put in twice", 6, lines -> {
                    lines.add(lines.get(4));
                    return lines;
                }),
                edit("a body changed", 2, lines -> {
                    lines.set(1, lines.get(1).replace("\"n\":2", "\"n\":3"));
                    return lines;
                }),
                edit("a space put in", 2, lines -> {
                    lines.set(1, lines.get(1).replace("\"n\":2", "\"n\": 2"));
                    return lines;
                }),
                edit("keys in another order", 2, lines -> {
                    lines.set(1, lines.get(1).replaceAll("\\{(\"body\":.*),(\"v\":1)}", "{$2,$1}"));
                    return lines;
                }),
                edit("a key twice", 2, lines -> {
                    lines.set(1, lines.get(1).replace(",\"v\":1}", ",\"v\":1,\"v\":1}"));
                    return lines;
                }),
                edit("a blank line put in", 3, lines -> {
                    lines.add(2, "");
                    return lines;
                }),
                edit("a space put behind one", 2, lines -> {
                    lines.set(1, lines.get(1) + " ");
                    return lines;
                }),
                edit("lines joined", 2, lines -> {
                    lines.set(1, lines.get(1) + lines.remove(2));
                    return lines;
                }),
                edit("the last two lines joined", 4, lines -> {
                    lines.set(3, lines.get(3) + lines.remove(4));
                    return lines;
                }),
                edit("a newer format", 2, lines -> {
                    lines.set(1, lines.get(1).replace("\"v\":1}", "\"v\":2}"));
                    return lines;
                }),
                edit("a newer format at the end", 5, lines -> {
                    lines.set(4, lines.get(4).replace("\"v\":1}", "\"v\":2}"));
                    return lines;
                }));
    }

    private static Arguments edit(String name, int line, UnaryOperator<List<String>> edit) {
        return Arguments.of(name, line, edit);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void tamperingIsRefused(String name, int line, UnaryOperator<List<String>> edit) throws Exception {
        Path file = written(5);
        Files.write(file, edit.apply(new ArrayList<>(Files.readAllLines(file))));
        byte[] tampered = Files.readAllBytes(file);

        ChainedLog.LogVerification verification = ChainedLog.verify(file);
        assertThat(verification.records()).isEqualTo(line - 1);
        assertThat(verification.problem().orElseThrow()).startsWith("Line " + line + ": ");
        assertThatExceptionOfType(DamagedRecordException.class)
                .isThrownBy(() -> ChainedLog.open(file, time))
                .withMessageContaining("line " + line + ": ")
                .withMessageContaining(name.startsWith("a newer format") ? "format 2" : "record");
        assertThat(Files.readAllBytes(file)).isEqualTo(tampered);
    }

    @ParameterizedTest
    @CsvSource({
        "{}, is not a record of this log",
        "[], is not a record of this log",
        "{, cannot be read",
        "'', is not a record of this log",
        "a record of another time, does not match its hash"
    })
    void anAuditorReceivesTheFaultOfALine(String line, String wrong) throws Exception {
        Path file = written(3);
        List<String> lines = Files.readAllLines(file);
        lines.set(1, line.startsWith("a ") ? lines.get(1).replace("\"ts\":\"2027", "\"ts\":\"2028") : line);
        Files.write(file, lines);

        assertThat(ChainedLog.verify(file).problem()).contains("Line 2: The record " + wrong + ".");
    }

    @Test
    void onlyZerosAreTakenForAnEndThatWasNotWritten() throws Exception {
        Path file = written(3);
        byte[] all = Files.readAllBytes(file);
        byte[] followed = Arrays.copyOf(Arrays.copyOf(all, all.length - 1), all.length + 2);
        followed[all.length] = 'x';
        Files.write(file, followed);

        assertThatExceptionOfType(DamagedRecordException.class)
                .isThrownBy(() -> ChainedLog.open(file, time))
                .withMessageContaining("followed by something else");
        assertThat(Files.readAllBytes(file)).isEqualTo(followed);
    }

    @Test
    void aRecordMayBeAsLongAsIsAllowedAndNoLonger() {
        int room = ChainLine.LONGEST - line("").bytes().length;

        byte[] longest = line("x".repeat(room)).bytes();

        assertThat(longest).hasSize(ChainLine.LONGEST);
        assertThat(ChainLine.parse(Arrays.copyOf(longest, longest.length - 1))).isInstanceOf(ChainLine.Whole.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line("x".repeat(room + 1)))
                .withMessageContaining("too long");
    }

    private static ChainLine.Whole line(String text) {
        return ChainLine.of(1, Instant.EPOCH, NO_HEAD, body(1).put("text", text));
    }

    @Test
    void aWholeChainFromElsewhereAndAnOverlongLineAreRefused() throws Exception {
        Path file = written(2);
        byte[] overlong = new byte[ChainLine.LONGEST + 100_000];
        Arrays.fill(overlong, (byte) 'x');
        byte[] all = Files.readAllBytes(file);

        Files.write(file, overlong, StandardOpenOption.APPEND);
        assertThat(ChainedLog.verify(file).problem()).contains("Line 3: The last record is too long.");
        Files.write(file, "\nx".getBytes(UTF_8), StandardOpenOption.APPEND);
        assertThat(ChainedLog.verify(file).problem()).contains("Line 3: The record is too long.");

        Files.write(file, all);
        Files.write(file, all, StandardOpenOption.APPEND);
        assertThatExceptionOfType(DamagedRecordException.class).isThrownBy(() -> ChainedLog.open(file, time));
    }

    @Test
    void aFileThatShrankOrWasChangedUnderAnOpenLogIsRefused() throws Exception {
        Path file = written(3);
        byte[] all = Files.readAllBytes(file);
        try (var log = ChainedLog.open(file, time)) {
            Files.write(file, Arrays.copyOf(all, all.length - 1));
            assertThatExceptionOfType(DamagedRecordException.class).isThrownBy(() -> log.append(body(4)));
            Files.write(file, new byte[0]);
            assertThatExceptionOfType(DamagedRecordException.class).isThrownBy(() -> log.append(body(4)));
            assertThatExceptionOfType(DamagedRecordException.class).isThrownBy(log::entries);
            Files.write(file, all);
            assertThat(log.append(body(4)).seq()).isEqualTo(4);
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndHarmsNothing() {
        Path file = dir.resolve("log.jsonl");
        try (var log = ChainedLog.open(file, time)) {
            assertThatIllegalArgumentException().isThrownBy(() -> log.append(body(1).put("rate", Double.NaN)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.append(body(1).put("text", "x".repeat(ChainLine.LONGEST))))
                    .withMessageContaining("too long");
            ObjectNode large = body(1).put("text", "x".repeat(ChainLine.LONGEST - 1000));
            assertThat(log.append(large).seq()).isEqualTo(1);
        }
        assertThat(ChainedLog.verify(file).problem()).isEmpty();
    }

    @Test
    void changingABodyAfterwardsDoesNotChangeTheEntry() {
        try (var log = ChainedLog.open(dir.resolve("log.jsonl"), time)) {
            ObjectNode body = body(1);
            ChainedLog.LogEntry entry = log.append(body);
            body.put("n", 2);
            assertThat(entry.body()).isEqualTo(body(1));
        }
    }

    @Test
    void aClosedLogTakesNothing() {
        var log = ChainedLog.open(dir.resolve("log.jsonl"), time);
        log.close();
        log.close();
        assertThatIllegalStateException().isThrownBy(() -> log.append(body(1))).withMessageContaining("closed");
    }

    @Test
    void aClosedLogHoldsNeitherItsFileNorOtherThreads() throws Exception {
        Path file = written(1);
        var closed = new AtomicBoolean();
        new ChainedLog(file, time, new AppendFile(file) {
                    @Override
                    public void close() throws IOException {
                        closed.set(true);
                        super.close();
                    }
                })
                .close();

        assertThat(closed).isTrue();
        assertThat(CompletableFuture.supplyAsync(() -> {
                            try (var log = ChainedLog.open(file, time)) {
                                return log.append(body(2)).seq();
                            }
                        })
                        .get())
                .isEqualTo(2);
    }

    @Test
    void aMissingFileCannotBeVerifiedAndADirectoryNotOpened() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> ChainedLog.verify(dir.resolve("absent.jsonl")));
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> ChainedLog.open(dir, time));
    }

    /** A disk that takes only so many bytes, and forces only so often. */
    private static final class FailingFile extends AppendFile {
        private int bytes;
        private int forces;

        FailingFile(Path file, int bytes, int forces) throws IOException {
            super(file);
            this.bytes = bytes;
            this.forces = forces;
        }

        @Override
        public void write(byte[] line) throws IOException {
            super.write(Arrays.copyOf(line, Math.min(bytes, line.length)));
            bytes -= line.length;
            if (bytes < 0) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force() throws IOException {
            if (--forces < 0) {
                throw new IOException("Input/output error");
            }
            super.force();
        }
    }

    @Test
    void afterAFailedForceNothingIsAdded() throws Exception {
        Path file = written(2);
        try (var log = new ChainedLog(file, time, new FailingFile(file, 1 << 20, 1))) {
            assertThat(log.appendForced(body(3)).seq()).isEqualTo(3);
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> log.appendForced(body(4)));
            for (int i = 0; i < 3; i++) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> log.append(body(5)))
                        .withMessageContaining("open the log again")
                        .withRootCauseInstanceOf(IOException.class);
            }
            assertThatIllegalStateException().isThrownBy(() -> log.appendForced(body(5)));
        }
        try (var log = ChainedLog.open(file, time)) {
            assertThat(log.entries()).hasSize(4);
            assertThat(log.append(body(5)).seq()).isEqualTo(5);
        }
    }

    // The system reports a loss once per open file: the next force succeeds, also for what was lost.
    @Test
    void aForceThatRunsBesideAFailingOneIsNotBelieved() throws Exception {
        Path file = written(2);
        var opened = new CompletableFuture<ChainedLog>();
        var forced = new FutureTask<>(() -> opened.get().appendForced(body(4)));
        Thread beside = new Thread(forced);
        opened.complete(new ChainedLog(file, time, new AppendFile(file) {
            @Override
            public void force() throws IOException {
                if (beside.getState() == Thread.State.NEW) {
                    beside.start();
                    while (beside.getState() != Thread.State.WAITING && beside.isAlive()) {
                        Thread.onSpinWait();
                    }
                    throw new IOException("Input/output error");
                }
                super.force();
            }
        }));

        try (var log = opened.get()) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> log.appendForced(body(3)));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(forced::get)
                    .withCauseInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 230})
    void afterAFailedWriteNothingIsAddedAndAnotherProcessCutsTheHalfRecord(int room) throws Exception {
        Path file = written(2);
        try (var other = ChainedLog.open(file, time);
                var log = new ChainedLog(file, time, new FailingFile(file, room, 9))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> log.append(body(3).put("text", "x".repeat(100))));
            assertThatIllegalStateException().isThrownBy(() -> log.append(body(3)));
            assertThat(other.append(body(3)).seq()).isEqualTo(3);
            assertThat(other.torn()).hasSize(room == 0 ? 0 : 1);
        }
        assertThat(ChainedLog.verify(file).problem()).isEmpty();
    }

    @Test
    void anInterruptedThreadStillWritesAndStaysInterrupted() {
        Path file = dir.resolve("a/b/log.jsonl");
        Thread.currentThread().interrupt();
        try (var log = ChainedLog.open(file, time)) {
            log.append(body(1));
            log.appendForced(body(2));
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ChainedLog.verify(file).records()).isEqualTo(2);
    }

    @Test
    void interruptsThatComeAtAnyMomentLoseNothing() throws Exception {
        Path file = dir.resolve("log.jsonl");
        Thread writer = Thread.currentThread();
        var done = new AtomicBoolean();
        var progress = new AtomicInteger();
        Thread pest = new Thread(() -> {
            var random = new Random(17);
            for (int seen = 0; !done.get(); seen = progress.get()) {
                while (progress.get() == seen && !done.get()) {
                    Thread.onSpinWait();
                }
                for (int spin = random.nextInt(3_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                writer.interrupt();
            }
        });
        pest.start();
        try (var log = ChainedLog.open(file, time)) {
            for (int n = 1; n <= 300; n++) {
                assertThat((n % 10 == 0 ? log.appendForced(body(n)) : log.append(body(n))).seq())
                        .isEqualTo(n);
                progress.set(n);
            }
        } finally {
            done.set(true);
            while (pest.isAlive()) {
                Thread.interrupted();
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertThat(ChainedLog.verify(file).records()).isEqualTo(300);
    }

    @Test
    void manyThreadsWriteOneChain() throws Exception {
        Path file = dir.resolve("audit.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (var one = ChainedLog.open(file, time);
                var two = ChainedLog.open(file, time)) {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int id = writer;
                writers.add(() -> write(id % 2 == 0 ? one : two, "t" + id, 500, 200, 600));
            }
            for (Future<Integer> writer : threads.invokeAll(writers)) {
                assertThat(writer.get()).isEqualTo(500);
            }
        } finally {
            threads.shutdownNow();
        }
        assertIntact(file, 4, 500);
    }

    @Test
    void manyProcessesWriteOneChain() throws Exception {
        Path file = dir.resolve("audit.jsonl");
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int child = 0; child < 3; child++) {
                children.add(ChildJvm.start(ChainedLogTest.class, file, "p" + child, 300));
            }
            for (ChildJvm child : children) {
                assertThat(child.exit()).isZero();
            }
        } finally {
            children.forEach(ChildJvm::close);
        }
        assertIntact(file, 3, 300);
    }

    public static void main(String[] args) {
        try (var log = ChainedLog.open(Path.of(args[0]), Time.SYSTEM)) {
            write(log, args[1], Integer.parseInt(args[2]), 500, 20_000);
        }
    }

    private static int write(ChainedLog log, String writer, int count, int shortest, int longest) {
        var random = new Random(writer.hashCode());
        for (int n = 0; n < count; n++) {
            log.append(body(n).put("writer", writer)
                    .put("text", "x".repeat(shortest + random.nextInt(longest - shortest))));
        }
        return count;
    }

    private void assertIntact(Path file, int writers, int each) throws IOException {
        ChainedLog.LogVerification verification = ChainedLog.verify(file);
        assertThat(verification.problem()).isEmpty();
        assertThat(verification.records()).isEqualTo((long) writers * each);
        try (var log = ChainedLog.open(file, time)) {
            assertThat(log.head()).isEqualTo(verification.head());
            Set<String> seen = new HashSet<>();
            log.entries()
                    .forEach(entry -> seen.add(
                            entry.body().path("writer").asText() + entry.body().path("n")));
            assertThat(seen).hasSize(writers * each);
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.lock");
        }
    }

    private Path written(int records) {
        Path file = dir.resolve("log.jsonl");
        try (var log = ChainedLog.open(file, time)) {
            for (int n = 1; n <= records; n++) {
                log.append(body(n));
            }
        }
        return file;
    }

    private static ObjectNode body(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }
}
