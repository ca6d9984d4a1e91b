package io.cognigydeploy.cli;

import io.cognigydeploy.cli.bench.CanaryTables;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Scenario;
import io.cognigydeploy.core.judge.Scenario.Means;
import io.cognigydeploy.core.judge.Scenario.Outage;
import io.cognigydeploy.core.judge.Scenario.Weather;
import io.cognigydeploy.core.judge.Simulation;
import io.cognigydeploy.core.judge.Simulation.Result;
import io.cognigydeploy.core.judge.WatchOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurement of error rates and detection times of the judges of canaries. */
@Command(
        name = "canary",
        description = {
            "Measures how judges decide simulated canaries.",
            "They are healthy and sick ones, with and without incidents.",
            "All judges get the same canaries. Prints tables and checks the documented limits; with fewer",
            "than 4000 canaries a cell, rates may exceed them by three standard errors.",
            "Tables: judges; and by a second simulation, through the reader of a platform's answers, of the",
            "sequential judge alone: ratio (of the arms), clusters (of errors), rates (that vary by arm),",
            "rounding (of rates), none (no errors), alone (the canary's arm only), tails (of latency),",
            "late (metrics), turned (bad late), watch (with its defaults), planner (and the watch), named (metrics of",
            "one's own), ended (by a declared end). Their",
            "limits are missed when the exact one-sided bound of 95 percent of the rate lies beyond them.",
            "Exit status: 0 all limits are kept; 1 a limit is not kept; the output names it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCanaryCommand implements Callable<Integer> {

    private static final Map<Metric, Double> LIMITS = Map.of(Metric.ERROR_RATE, 0.05);
    private static final double NEVER = 1e-9;
    private static final double PROMISED = 0.05;
    private static final int STRICT = 4000;
    private static final int AT_LIMIT = 5;
    private static final int QUICK = 200;
    private static final List<Double> FIXED = List.of(5.0);
    private static final List<Double> RAMP = List.of(5.0, 10.0, 25.0, 50.0);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Canaries in each cell of the judges' tables. The others have half as many, and ten times"
                    + " that where a rate is within one point of its limit or misses it. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--quick",
            description =
                    "At most 200 canaries in each cell, and ten times that only where a limit would be missed; ends within a"
                            + " minute or so.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "TABLE", description = "Measure this table. Default: all")
    private Optional<String> only = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Does not change the figures. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "20261120", description = "Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            defaultValue = "0.05",
            description = "The sequential judge's alpha. The limits stay the same. Default: ${DEFAULT-VALUE}")
    private double alpha;

    @Option(names = "--out", paramLabel = "F", description = "Write the tables to this file as well.")
    private Optional<Path> out = Optional.empty();

    private final StringBuilder text = new StringBuilder();
    private final List<String> missed = new ArrayList<>();
    private long canaries;

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        runs = quick ? Math.min(runs, QUICK) : runs;
        CanaryTables worlds = new CanaryTables(
                Math.max(1, runs / (quick ? 1 : 2)),
                seed,
                quick ? CanaryTables.Effort.QUICK : CanaryTables.Effort.FULL,
                alpha,
                this::line,
                missed::add);
        Map<String, Runnable> tables = new LinkedHashMap<>();
        tables.put("judges", this::measure);
        worlds.names().forEach(name -> tables.put(name, () -> worlds.measure(name)));
        only.ifPresent(name -> {
            if (!tables.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(), "--only must be one of " + tables.keySet() + ", but was " + name + ".");
            }
            tables.keySet().retainAll(Set.of(name));
        });
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            for (Map.Entry<String, Runnable> table : tables.entrySet()) {
                long begin = System.nanoTime();
                pool.submit(table.getValue()).get();
                spec.commandLine()
                        .getErr()
                        .printf(Locale.ROOT, "%s: %.1f s%n", table.getKey(), (System.nanoTime() - begin) / 1e9);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The benchmark failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
        print("");
        missed.forEach(limit -> print("MISSED: " + limit));
        print(missed.isEmpty() ? "All limits are kept." : missed.size() + " limits are missed.");
        out.ifPresent(file -> DecisionText.write(file, text.toString()));
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%d canaries judged, %.0f s on %d threads%n",
                        canaries + worlds.rollouts(),
                        (System.nanoTime() - start) / 1e9,
                        threads);
        return missed.isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_DONE;
    }

    private void measure() {
        print(
                "%d canaries a cell, seed %d; 60 windows of a minute, 5 %% of the traffic where not said otherwise; R"
                        + " is conversations a minute; the limit of the other judges is 5 %% errors",
                runs, seed);
        healthy();
        sick();
        promotion();
        means();
        outages();
        resumed();
    }

    /** Returns the judges, set up by their documents. The sequential one never promotes here, so it is measured for the whole hour. */
    private Map<String, Judge> contestants() {
        Map<String, Judge> all = new LinkedHashMap<>();
        all.put("threshold", Judge.threshold(LIMITS, 15, 0));
        all.put("threshold n>=50", Judge.threshold(LIMITS, 15, 50));
        all.put("Argo limit 0", Judge.failureLimit(0.05, 5, 0, true));
        all.put("Argo limit 3", Judge.failureLimit(0.05, 5, 3, true));
        all.put("Flagger 10", Judge.failureLimit(0.05, 1, 9, true));
        all.put("ranks", Judge.ranks(0.98, 10, 50));
        all.put(
                "**sequential**",
                Judge.sequential(JudgeOptions.builder().alpha(alpha).beta(NEVER).build()));
        return all;
    }

    private void healthy() {
        print("");
        print("Healthy canaries that are rolled back within 60 minutes, in %%");
        header("situation", contestants().keySet());
        for (double rate : new double[] {0.03, 0.045}) {
            for (double perMinute : new double[] {20, 100, 400}) {
                healthy(scenario(name("both %.1f %%", 100 * rate), perMinute, FIXED, Weather.FAIR, rate, rate));
            }
        }
        for (double perMinute : new double[] {100, 400}) {
            healthy(scenario("incident, +8 points for 15 min", perMinute, FIXED, Weather.INCIDENT, 0.03, 0.03));
        }
        for (double perMinute : new double[] {100, 400}) {
            healthy(scenario("drift 0.5 to 8 %", perMinute, FIXED, Weather.DRIFT, 0.03, 0.03));
        }
        for (double perMinute : new double[] {100, 400}) {
            healthy(scenario("the same, split 5-10-25-50 %", perMinute, RAMP, Weather.DRIFT, 0.03, 0.03));
        }
        for (double perMinute : new double[] {100, 400}) {
            Scenario fair = scenario("no metrics for 12 min", perMinute, FIXED, Weather.FAIR, 0.03, 0.03);
            healthy(new Scenario(
                    fair.name(),
                    perMinute,
                    60,
                    FIXED,
                    Weather.FAIR,
                    0.03,
                    0.03,
                    Optional.of(new Outage(20, 12)),
                    Optional.empty()));
        }
    }

    private void healthy(Scenario scenario) {
        List<String> cells = new ArrayList<>();
        contestants().forEach((name, judge) -> {
            Result result = run(scenario, judge);
            cells.add(name("%.1f", 100 * result.rollBackRate()));
            if (name.contains("sequential")) {
                limit(
                        isRare(result.rollBackRate(), PROMISED, runs),
                        "false rollback of " + title(scenario) + " at most 5 %");
            }
        });
        row(title(scenario), cells);
    }

    private void sick() {
        print("");
        print("Sick canaries that are rolled back within 60 minutes: %%, mean minutes until then, conversations"
                + " exposed");
        header("stable to canary", contestants().keySet());
        for (double canary : new double[] {0.06, 0.1, 0.2}) {
            for (double perMinute : new double[] {20, 100, 400}) {
                sick(scenario(name("3 %% to %.0f %%", 100 * canary), perMinute, FIXED, Weather.FAIR, 0.03, canary));
            }
        }
        for (double perMinute : new double[] {100, 400}) {
            sick(scenario("0.5 % to 3 %", perMinute, FIXED, Weather.FAIR, 0.005, 0.03));
        }
    }

    private void sick(Scenario scenario) {
        List<String> cells = new ArrayList<>();
        contestants().forEach((name, judge) -> {
            Result result = run(scenario, judge);
            cells.add(
                    result.rolledBack() == 0
                            ? "0"
                            : name(
                                    "%.1f / %.1f / %.0f",
                                    100 * result.rollBackRate(), result.minutesToRollBack(), result.exposed()));
            if (name.contains("sequential") && scenario.stableRate() == 0.03) {
                boolean found = isRare(1 - result.rollBackRate(), 0.03, runs);
                double minutes = result.minutesToRollBack();
                if (scenario.perMinute() == 400 && scenario.canaryRate() == 0.1) {
                    limit(found && minutes <= 6, "10 % at 400 a minute found within 6 minutes on average");
                } else if (scenario.perMinute() == 400 && scenario.canaryRate() == 0.2) {
                    limit(found && minutes <= 3, "20 % at 400 a minute found within 3 minutes on average");
                } else if (scenario.perMinute() == 100 && scenario.canaryRate() == 0.1) {
                    limit(found, "3 % to 10 % at 100 a minute found in at least 97 %");
                }
            }
        });
        row(title(scenario), cells);
    }

    private void promotion() {
        print("");
        print(
                "Promotion by the sequential judge with all its defaults but the margin, stable 3 %%; at the margin it"
                        + " comes so near to its limit that those cells have %d canaries, with a standard error of %.2f"
                        + " points",
                AT_LIMIT * runs, 100 * standardError(PROMISED, AT_LIMIT * runs));
        header(
                "margin",
                List.of(
                        "healthy promoted in 60 min",
                        "in 240 min",
                        "minutes",
                        "healthy rolled back",
                        "promoted at the margin",
                        "beyond it by half"));
        for (double[] cell : new double[][] {{20, 3}, {100, 2}, {100, 3}, {400, 2}, {400, 3}}) {
            double margin = cell[1];
            Judge judge = Judge.sequential(
                    JudgeOptions.builder().alpha(alpha).margin(margin).build());
            Result hour = run(Scenario.steady("promote 60", cell[0], 60, 5, 0.03, 0.03), judge);
            Result long4 = run(Scenario.steady("promote 240", cell[0], 240, 5, 0.03, 0.03), judge);
            Result at =
                    run(Scenario.steady("margin", cell[0], 240, 5, 0.03, worse(0.03, margin)), judge, AT_LIMIT * runs);
            Result beyond = run(Scenario.steady("beyond", cell[0], 240, 5, 0.03, worse(0.03, 1.5 * margin)), judge);
            String title = name("odds x %.0f, R %.0f", margin, cell[0]);
            limit(
                    isRare(at.promotionRate(), PROMISED, AT_LIMIT * runs),
                    "false promotion at " + title + " at most 5 %");
            limit(isRare(beyond.promotionRate(), PROMISED, runs), "false promotion beyond " + title + " at most 5 %");
            limit(
                    isRare(long4.rollBackRate(), PROMISED, runs),
                    "false rollback in 240 minutes at " + title + " at most 5 %");
            row(
                    title,
                    List.of(
                            name("%.1f %%", 100 * hour.promotionRate()),
                            name("%.1f %%", 100 * long4.promotionRate()),
                            name("%.1f", long4.minutesToPromote()),
                            name("%.1f %%", 100 * long4.rollBackRate()),
                            name("%.1f %%", 100 * at.promotionRate()),
                            name("%.1f %%", 100 * beyond.promotionRate())));
        }
    }

    private void means() {
        print("");
        print("Satisfaction (3.76 on stable, a quarter rated) and latency (1150 ms, log-normal, a wave of load on"
                + " both): %% rolled back, mean minutes");
        Map<String, Judge> judges = new LinkedHashMap<>();
        judges.put("threshold", Judge.threshold(Map.of(Metric.SATISFACTION, 3.5, Metric.LATENCY, 1500.0), 15, 0));
        judges.put("**satisfaction**", means(false, Metric.SATISFACTION));
        judges.put("**satisfaction, guaranteed**", means(true, Metric.SATISFACTION));
        judges.put("**latency**", means(false, Metric.LATENCY));
        judges.put("**errors, satisfaction, latency**", means(false, Metric.values()));
        header("canary", judges.keySet());
        for (double perMinute : new double[] {100, 400}) {
            for (double[] canary : new double[][] {{3.76, 1}, {3.04, 1}, {2.5, 1}, {3.76, 1.3}, {3.76, 1.6}}) {
                boolean healthy = canary[0] == 3.76 && canary[1] == 1;
                Scenario scenario = new Scenario(
                        healthy ? "healthy" : canary[1] > 1 ? "latency x " + canary[1] : "satisfaction " + canary[0],
                        perMinute,
                        60,
                        FIXED,
                        Weather.INCIDENT,
                        0.03,
                        0.03,
                        Optional.empty(),
                        Optional.of(new Means(3.76, canary[0], 0.25, 1150, canary[1])));
                List<String> cells = new ArrayList<>();
                judges.forEach((name, judge) -> {
                    Result result = run(scenario, judge);
                    cells.add(
                            result.rolledBack() == 0
                                    ? "0"
                                    : name("%.1f / %.1f", 100 * result.rollBackRate(), result.minutesToRollBack()));
                    if (healthy && !name.equals("threshold")) {
                        limit(
                                isRare(result.rollBackRate(), PROMISED, runs),
                                "false rollback by " + name.replace("*", "")
                                        + name(", R %.0f, at most 5 %%", perMinute));
                    }
                });
                row(title(scenario), cells);
            }
        }
    }

    private Judge means(boolean guaranteed, Metric... metrics) {
        return Judge.sequential(JudgeOptions.builder()
                .alpha(alpha)
                .metrics(List.of(metrics))
                .ratingsPerConversation(0.25)
                .satisfactionGuaranteed(guaranteed)
                .beta(NEVER)
                .build());
    }

    /**
     * Measures outages of metrics, with the defaults of a watch. Healthy canaries have enough evidence for a promotion
     * before their ramp ends, and sick ones have evidence against them. Neither may cause a decision during the outage.
     */
    private void outages() {
        int decided = 0;
        int readings = 0;
        for (double canaryRate : new double[] {0.03, 0.045, 0.2}) {
            for (int from = 0; from <= 60; from += runs >= STRICT ? 5 : 60) {
                for (int length : new int[] {1, 12, 60, 1000}) {
                    Scenario scenario = new Scenario(
                            "outage",
                            400,
                            from + length,
                            FIXED,
                            Weather.FAIR,
                            0.03,
                            canaryRate,
                            Optional.of(new Outage(from, length)),
                            Optional.empty());
                    List<Observation> all = Simulation.sample(scenario, seed + from);
                    CanaryWatch watch = CanaryWatch.begin(
                            WatchOptions.builder()
                                    .window(Duration.ofMinutes(from + length + 30L))
                                    .build(),
                            all.get(0).at().minusSeconds(60));
                    boolean over = false;
                    for (int i = 0; i < all.size() && !over; i++) {
                        over = watch.observe(all.get(i)).isFinal();
                        // A decision before the outage does not count.
                        decided += over && i >= from ? 1 : 0;
                        readings += i >= from ? 1 : 0;
                    }
                }
            }
        }
        print("");
        print(
                "Outages from 1 to 1000 minutes: %d readings without metrics, %d of them promoted or rolled back",
                readings, decided);
        limit(readings > 0 && decided == 0, "an outage alone decides nothing");
    }

    private void resumed() {
        Scenario scenario = new Scenario(
                "resumed",
                400,
                60,
                RAMP,
                Weather.DRIFT,
                0.03,
                0.035,
                Optional.of(new Outage(20, 5)),
                Optional.of(new Means(3.76, 3.7, 0.25, 1150, 1.05)));
        Judge judge = Judge.sequential(JudgeOptions.builder()
                .metrics(List.of(Metric.values()))
                .ratingsPerConversation(0.25)
                .build());
        int differ = 0;
        int cases = Math.max(20, runs / 40);
        for (int i = 0; i < cases; i++) {
            List<Observation> all = Simulation.sample(scenario, seed + i);
            String whole = DecisionRecord.of(judge, List.of(), all, true).toJson();
            int cut = i % all.size();
            DecisionRecord saved = DecisionRecord.parse(DecisionRecord.of(judge, List.of(), all.subList(0, cut), false)
                    .toJson());
            Judgement judgement = saved.judge().resume(saved.observations());
            all.subList(cut, all.size()).forEach(judgement::add);
            String resumed = DecisionRecord.of(judge, List.of(), judgement.observations(), true)
                    .toJson();
            boolean same = judgement.verdictAtEnd().equals(judge.resume(all).verdictAtEnd())
                    && (judgement.verdict().call() == Call.ROLL_BACK || resumed.equals(whole));
            differ += same ? 0 : 1;
        }
        print(
                "Interrupted, saved as JSON and resumed: %d runs, %d differ from the uninterrupted ones in any bit",
                cases, differ);
        limit(differ == 0, "resumed runs are the same to the last bit");
    }

    private boolean isRare(double rate, double promised, int measured) {
        return rate <= (runs >= STRICT ? promised : promised + 3 * standardError(promised, measured));
    }

    private static double standardError(double rate, int measured) {
        return Math.sqrt(rate * (1 - rate) / measured);
    }

    private Result run(Scenario scenario, Judge judge) {
        return run(scenario, judge, runs);
    }

    private Result run(Scenario scenario, Judge judge, int count) {
        canaries += count;
        return Simulation.run(
                scenario, judge, count, seed ^ ((long) title(scenario).hashCode() << 20));
    }

    private static Scenario scenario(
            String name, double perMinute, List<Double> shares, Weather weather, double stable, double canary) {
        return new Scenario(name, perMinute, 60, shares, weather, stable, canary, Optional.empty(), Optional.empty());
    }

    private static double worse(double rate, double ratio) {
        double odds = rate / (1 - rate) * ratio;
        return odds / (1 + odds);
    }

    private static String title(Scenario scenario) {
        return name("%s, R %.0f", scenario.name(), scenario.perMinute());
    }

    private void limit(boolean kept, String limit) {
        if (!kept) {
            missed.add(limit);
        }
    }

    private void header(String first, Iterable<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(all::add);
        line("");
        row(first, all);
        line("|" + " --- |".repeat(all.size() + 1));
    }

    private void row(String first, List<String> cells) {
        line("| " + first + " | " + String.join(" | ", cells) + " |");
    }

    private void print(String format, Object... values) {
        line(values.length == 0 ? format.replace("%%", "%") : name(format, values));
    }

    private void line(String line) {
        text.append(line).append('\n');
        spec.commandLine().getOut().println(line);
    }

    private static String name(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
