package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.pipeline.TeamInstance.StopPoint;
import io.cognigydeploy.core.runs.MortalPostgres;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RealPostgres;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances that share a PostgreSQL, and are killed or stopped while they release. With the defaults, each of two commands
 * takes less than 40 minutes: {@code mvn -B -pl cognigy-deploy-core -am test -Dtest='SharedStoreProofTest#killed'
 * -Dgroups=long -DexcludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false -Dteam.seed=1}, and the same with {@code
 * #stopped}. Less of both: {@code -Dteam.runs=40 -Dteam.kills=6 -Dteam.restarts=2 -Dteam.stops=4}.
 */
@Tag("long")
@Timeout(2700)
class SharedStoreProofTest {

    private static final long SEED = Long.getLong("team.seed", 1);
    private static final int RUNS = Integer.getInteger("team.runs", 200);
    private static final int KILLS = Integer.getInteger("team.kills", 50);
    private static final int RESTARTS = Integer.getInteger("team.restarts", 20);
    private static final int STOPS = Integer.getInteger("team.stops", 50);
    private static final int TARGETS = 20;
    private static final Duration ANSWER = Duration.ofMillis(1400);
    private static final Duration LOOK = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    /** The end of each instance that was killed, by its name. */
    private final Map<String, Instant> kills = new ConcurrentHashMap<>();

    private final AtomicInteger killed = new AtomicInteger();

    private static FakeCognigy platform() {
        FakeCognigy template = ReleaseFixture.world(world -> {
            ObjectNode first = (ObjectNode) world.withArray("environments").get(0);
            for (int i = 0; i < TARGETS; i++) {
                world.withArray("environments").add(first.deepCopy().put("id", environment(i)));
            }
        });
        return FakeCognigy.fromJson(template.toJson(), Time.SYSTEM)
                .acceptAnyCredentials()
                .everyJob(JobScript.states("running", "running", "running", "completed"));
    }

    private static String environment(int target) {
        return "env_team_" + target;
    }

    /** A place of the team, in which one instance follows another. */
    private final class Seat implements AutoCloseable {

        private final String name;
        private final String database;
        private final String platform;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private Process process;
        private int life;

        Seat(String name, String database, String platform) throws Exception {
            this.name = name;
            this.database = database;
            this.platform = platform;
            start();
        }

        private synchronized void start() throws Exception {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            TeamInstance.class.getName(),
                            database,
                            platform,
                            name + " life " + ++life)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".err").toFile()))
                    .start();
            Process started = process;
            Thread reader = new Thread(() -> started.inputReader().lines().forEach(lines::add));
            reader.setDaemon(true);
            reader.start();
        }

        synchronized void say(String line) {
            try {
                process.outputWriter().write(line + "\n");
                process.outputWriter().flush();
            } catch (IOException e) {
                // It was killed meanwhile. The one that waits for the run asks another instance.
                lines.add("not said");
            }
        }

        void killAndStart() throws Exception {
            kills.put(name + " life " + life, Time.SYSTEM.now());
            process.destroyForcibly().waitFor();
            start();
        }

        void signal(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        /** Waits for a line after these; returns it. */
        String next(int after, String begin) throws InterruptedException {
            while (true) {
                for (int i = after; i < lines.size(); i++) {
                    if (lines.get(i).startsWith(begin)) {
                        return lines.get(i);
                    }
                }
                Time.SYSTEM.sleep(LOOK);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static void pause(Random random, int fromMillis, int toMillis) throws InterruptedException {
        Time.SYSTEM.sleep(Duration.ofMillis(fromMillis + random.nextInt(toMillis - fromMillis)));
    }

    /** Starts a platform that carries a deployment out at once and answers late. */
    private static FakeServer slow(FakeCognigy fake) throws IOException {
        return FakeServer.start(fake, 0).onRequest(request -> {
            if (request.method().equals("POST")) {
                try {
                    Time.SYSTEM.sleep(ANSWER);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    /** Instances on one PostgreSQL and one platform, and what their runs come to. */
    private final class Team implements AutoCloseable {

        private final FakeCognigy fake = platform();
        private final FakeServer server = slow(fake);
        private final MortalPostgres postgres = new MortalPostgres(folder.resolve("data"));
        private final HikariDataSource pool = RealPostgres.pool(postgres.url());
        private final PostgresRunStore store = PostgresRunStore.of(pool);
        private final List<Seat> seats = new ArrayList<>();
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<Future<?>> disturbers = new ArrayList<>();

        Team(int size) throws Exception {
            store.createTables();
            for (int i = 1; i <= size; i++) {
                seats.add(new Seat("instance-" + i, postgres.url(), server.url()));
            }
        }

        /** Does this while the instances release. */
        void disturb(Callable<?> disturber) {
            disturbers.add(threads.submit(disturber));
        }

        /** Has so many runs on each target carried out, and more for as long as they are disturbed. */
        TeamRecord release(int runs, Random random) throws Exception {
            List<Future<?>> targets = new ArrayList<>();
            for (int i = 0; i < TARGETS; i++) {
                String target = environment(i);
                Random own = new Random(random.nextLong());
                targets.add(threads.submit(() -> {
                    releaseOn(target, runs, own);
                    return null;
                }));
            }
            for (Future<?> each : disturbers) {
                each.get();
            }
            for (Future<?> each : targets) {
                each.get();
            }
            awaitCalm();
            threads.shutdown();
            seats.forEach(Seat::close);
            return TeamRecord.of(store, fake);
        }

        /** Has runs carried out on one target, one after the other, by any of the instances. */
        private void releaseOn(String target, int runs, Random random) throws InterruptedException {
            while (ended(target) < runs || !disturbers.stream().allMatch(Future::isDone)) {
                int before = runsOn(target).size();
                String version = before % 2 == 0 ? BotRelease.NEW : BotRelease.OLD;
                seats.get(random.nextInt(seats.size())).say("deploy " + target + " " + version);
                Instant asked = Time.SYSTEM.now();
                // An instance that is killed before it has begun the run leaves nothing.
                while (runsOn(target).size() == before
                        && Duration.between(asked, Time.SYSTEM.now()).toSeconds() < 8) {
                    Time.SYSTEM.sleep(LOOK);
                }
                while (ended(target) < runsOn(target).size()) {
                    Time.SYSTEM.sleep(LOOK);
                }
            }
        }

        private List<RunSummary> runsOn(String target) throws InterruptedException {
            while (true) {
                try {
                    return store.runs(RunQuery.newest().withTarget(target).withLimit(1000));
                } catch (UncheckedIOException e) {
                    // The database is down for a moment.
                    Time.SYSTEM.sleep(LOOK);
                }
            }
        }

        private int ended(String target) throws InterruptedException {
            return (int) runsOn(target).stream()
                    .filter(run -> run.status() != RunStatus.UNDER_WAY)
                    .count();
        }

        boolean hasEnded(String runId) {
            return store.runs(RunQuery.all()).stream()
                    .noneMatch(run -> run.runId().equals(runId) && run.status() == RunStatus.UNDER_WAY);
        }

        /** Waits until no run has been under way for longer than one can wait for its target between two others. */
        private void awaitCalm() throws InterruptedException {
            Instant calmSince = Time.SYSTEM.now();
            while (Duration.between(calmSince, Time.SYSTEM.now()).toSeconds() < 5) {
                if (!store.unfinished().isEmpty()) {
                    calmSince = Time.SYSTEM.now();
                }
                Time.SYSTEM.sleep(LOOK);
            }
        }

        @Override
        public void close() throws IOException {
            threads.shutdownNow();
            seats.forEach(Seat::close);
            server.close();
            pool.close();
            postgres.close();
        }
    }

    @Test
    void killed() throws Exception {
        Random random = new Random(SEED);
        long start = System.nanoTime();
        try (Team team = new Team(3)) {
            for (Seat seat : team.seats) {
                Random own = new Random(random.nextLong());
                team.disturb(() -> {
                    for (int i = 0; i < KILLS; i++) {
                        pause(own, 15_000, 35_000);
                        seat.killAndStart();
                        killed.incrementAndGet();
                    }
                    return null;
                });
            }
            Random own = new Random(random.nextLong());
            team.disturb(() -> {
                int between = Math.max(5_000, KILLS * 26_000 / Math.max(1, RESTARTS));
                for (int i = 0; i < RESTARTS; i++) {
                    pause(own, between / 2, between * 3 / 2);
                    team.postgres.killAndStart();
                }
                return null;
            });
            TeamRecord record = team.release(RUNS / TARGETS, random);
            System.out.printf(
                    "seed %d, %.0f s: %d kills of 3 instances, %d of PostgreSQL%n%s%n",
                    SEED, (System.nanoTime() - start) / 1e9, killed.get(), RESTARTS, record.describe(kills));
            assertThat(record.overlaps()).isEmpty();
            assertThat(record.problems()).isEmpty();
            assertThat(record.runs()).isGreaterThanOrEqualTo(RUNS);
            assertThat(record.slowestTakeover(kills)).isLessThanOrEqualTo(TeamInstance.LEASE.plusSeconds(5));
            assertThat(record.shareBetweenIntentAndResult(kills)).isGreaterThanOrEqualTo(1.0 / 3);
        }
    }

    @Test
    void stopped() throws Exception {
        Random random = new Random(SEED);
        long start = System.nanoTime();
        List<String> stops = new ArrayList<>();
        for (StopPoint point : StopPoint.values()) {
            for (int i = 0; i < STOPS; i++) {
                stops.add("stop " + point + " " + (point == StopPoint.AFTER_THE_LEASE_CHECK ? i % 3 : 0));
            }
        }
        Collections.shuffle(stops, random);
        Queue<String> left = new ConcurrentLinkedQueue<>(stops);
        Map<String, Integer> made = new ConcurrentHashMap<>();
        try (Team team = new Team(6)) {
            // Each of the others is stopped again and again; the last takes over.
            for (Seat seat : team.seats.subList(0, 5)) {
                team.disturb(() -> {
                    stopAgainAndAgain(team, seat, left, made);
                    return null;
                });
            }
            TeamRecord record = team.release(0, random);
            System.out.printf(
                    "seed %d, %.0f s: stops %s%n%s%n",
                    SEED, (System.nanoTime() - start) / 1e9, new TreeMap<>(made), record.describe(Map.of()));
            assertThat(record.overlaps()).isEmpty();
            assertThat(record.problems()).isEmpty();
        }
    }

    /** Stops one instance at each of the points in turn, until another has taken its run over and ended it. */
    private static void stopAgainAndAgain(Team team, Seat seat, Queue<String> left, Map<String, Integer> made)
            throws Exception {
        for (String stop = left.poll(); stop != null; stop = left.poll()) {
            int after = seat.lines.size();
            seat.say(stop);
            String runId = seat.next(after, "stopped ").split(" ", -1)[2];
            while (!team.hasEnded(runId)) {
                Time.SYSTEM.sleep(LOOK);
            }
            seat.signal("CONT");
            seat.next(after, "continued");
            made.merge(stop, 1, Integer::sum);
        }
    }
}
