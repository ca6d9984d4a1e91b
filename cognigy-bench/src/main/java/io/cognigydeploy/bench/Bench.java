package io.cognigydeploy.bench;

import io.cognigydeploy.bench.client.Caller;
import io.cognigydeploy.bench.client.Callers;
import io.cognigydeploy.bench.client.PythonClients;
import io.cognigydeploy.bench.end.Ending;
import io.cognigydeploy.bench.end.Hangs;
import io.cognigydeploy.bench.file.FileCarrier;
import io.cognigydeploy.bench.file.FileCarriers;
import io.cognigydeploy.bench.measure.Block;
import io.cognigydeploy.bench.measure.BlockSource;
import io.cognigydeploy.bench.measure.Crowd;
import io.cognigydeploy.bench.measure.Interleaving;
import io.cognigydeploy.bench.measure.Series;
import io.cognigydeploy.bench.part.Part;
import io.cognigydeploy.bench.part.Parts;
import io.cognigydeploy.bench.server.ServerProcess;
import io.cognigydeploy.bench.store.OpenStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The command line of the benchmarks. Everything but the eight words below goes to JMH. */
public final class Bench {

    private static final int THREADS = 64;

    /** How many rounds before the measured ones, for each of these. */
    private static final int WARM_UP = 3;

    private Bench() {}

    /** Runs the benchmarks that the first argument names, and prints a table in Markdown. */
    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "calls" -> calls(settings(60, 40, args));
            case "pages" -> pages(settings(60, 10, args));
            case "threads" -> threads(settings(7, 100, args));
            case "parts" -> parts(settings(20, 3, args));
            case "deadlines" -> deadlines(settings(5, 200, args));
            case "run" -> run(settings(100, 5, args));
            case "files" -> files(settings(10, 2, args));
            case "store" -> store(settings(40, 50, args));
            default -> org.openjdk.jmh.Main.main(args);
        }
    }

    private static Settings settings(int rounds, int calls, String[] args) {
        try {
            return new Settings(rounds, calls).with(List.of(args).subList(1, args.length));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    private static void calls(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        try (ServerProcess server = ServerProcess.start();
                Callers callers = Callers.open(server.url())) {
            Map<String, BlockSource> variants = variants(callers, caller -> BlockSource.serial(caller::deployment));
            Optional<PythonClients> started = PythonClients.start(server.url());
            try (PythonClients python = started.orElse(null)) {
                if (python == null) {
                    System.err.println("Python is left out: there is no python3 with httpx and requests.");
                } else {
                    python.names().forEach(name -> variants.put(name, calls -> python.block(name, fewer(calls))));
                }
                print(
                        surroundings,
                        settings,
                        CallTable.of(
                                interleaving(settings).run(variants),
                                new CallTable.Goal("≤ 0.40 (Java 25: ≤ 0.45)", "≤ 0.8", "≤ 0.5", "≤ 34")));
            }
        }
    }

    /** Returns the calls of a block in Python, where one takes up to a hundred times as long. */
    private static int fewer(int calls) {
        return Math.max(1, calls / 10);
    }

    private static void pages(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        try (ServerProcess server = ServerProcess.start();
                Callers callers = Callers.open(server.url())) {
            List<Series> all =
                    interleaving(settings).run(variants(callers, caller -> BlockSource.serial(caller::flows)));
            print(surroundings, settings, CallTable.of(all, new CallTable.Goal("≤ 0.7", "", "", "≤ 700")));
        }
    }

    private static void threads(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        try (ServerProcess server = ServerProcess.start();
                Callers callers = Callers.open(server.url());
                Crowd crowd = new Crowd(THREADS)) {
            List<Series> all =
                    interleaving(settings).run(variants(callers, caller -> crowd.source(caller::deployment)));
            MarkdownTable table = new MarkdownTable("client, " + THREADS + " threads", "calls/s", "× calls/s");
            for (Series one : all) {
                table.row(
                        one.name(),
                        String.format(
                                Locale.ROOT,
                                "%,.0f",
                                one.of(Block::callsPerSecond).median()),
                        one.ratio(all.get(0), Block::callsPerSecond).toString());
            }
            print(surroundings, settings, table.row("goal of cognigy-client", "", "≥ 1.7"));
        }
    }

    private static void parts(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        PartTable table = new PartTable();
        for (Part part : Parts.all()) {
            table.measure(part, interleaving(settings));
        }
        print(surroundings, settings, table);
    }

    private static void deadlines(Settings settings) throws Exception {
        Hangs.stallNames();
        Surroundings surroundings = new Surroundings();
        EndTable table = new EndTable();
        for (Ending ending : Ending.values()) {
            table.measure(ending, new Interleaving(settings.calls(), settings.rounds(), 1, System.err::println));
        }
        print(surroundings, settings, table);
    }

    private static void run(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        Path folder = Files.createTempDirectory("cognigy-bench");
        PartTable table = new PartTable();
        try {
            table.measure(Parts.release(folder), interleaving(settings));
        } finally {
            delete(folder);
        }
        print(surroundings, settings, table);
    }

    private static void files(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        Path folder = Files.createTempDirectory("cognigy-bench");
        try (ServerProcess server = ServerProcess.start();
                FileCarriers carriers = FileCarriers.open(server.url(), folder)) {
            // A file takes as long as thousands of calls.
            Interleaving rounds = new Interleaving(settings.calls(), settings.rounds(), 1, System.err::println);
            print(
                    surroundings,
                    settings,
                    FileTable.of(
                            rounds.run(fileVariants(carriers, carrier -> BlockSource.serial(carrier::download))),
                            rounds.run(fileVariants(carriers, carrier -> BlockSource.serial(carrier::upload)))));
        } finally {
            delete(folder);
        }
    }

    private static void store(Settings settings) throws Exception {
        Surroundings surroundings = new Surroundings();
        Path folder = Files.createTempDirectory("cognigy-bench");
        try (OpenStores stores = OpenStores.open(folder)) {
            print(surroundings, settings, StoreTable.of(interleaving(settings).run(stores.appends())));
        } finally {
            delete(folder);
        }
    }

    private static Map<String, BlockSource> fileVariants(
            FileCarriers carriers, Function<FileCarrier, BlockSource> source) {
        Map<String, BlockSource> variants = new LinkedHashMap<>();
        carriers.all().forEach(carrier -> variants.put(carrier.name(), source.apply(carrier)));
        return variants;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Interleaving interleaving(Settings settings) {
        return new Interleaving(settings.calls(), settings.rounds(), WARM_UP * settings.rounds(), System.err::println);
    }

    private static Map<String, BlockSource> variants(Callers callers, Function<Caller, BlockSource> source) {
        Map<String, BlockSource> variants = new LinkedHashMap<>();
        callers.all().forEach(caller -> variants.put(caller.name(), source.apply(caller)));
        return variants;
    }

    private static void print(Surroundings surroundings, Settings settings, Object table) {
        System.out.println(surroundings.caption(settings) + "\n\n" + table);
    }
}
