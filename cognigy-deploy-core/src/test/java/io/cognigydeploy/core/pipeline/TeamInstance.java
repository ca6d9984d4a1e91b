package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.runs.ForwardingLease;
import io.cognigydeploy.core.runs.ForwardingLog;
import io.cognigydeploy.core.runs.ForwardingStore;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A JVM of a team of instances that share a store. It is given deployments line by line, takes over the runs of others, and
 * stops itself at a point when it is asked to.
 */
final class TeamInstance {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);

    /** The points at which an instance can stop itself. */
    enum StopPoint {
        BEFORE_THE_INTENT,
        AFTER_THE_INTENT,
        AFTER_THE_LEASE_CHECK
    }

    /** What to stop at, and how many such points to pass before. */
    private record Stop(StopPoint point, int passed) {}

    private static final AtomicReference<Stop> due = new AtomicReference<>();

    /** Whether this thread has recorded an intent and not its result. */
    private static final ThreadLocal<String> INTENDED = new ThreadLocal<>();

    /** The tests of the lease on this thread since the intent. */
    private static final ThreadLocal<Integer> TESTED = ThreadLocal.withInitial(() -> 0);

    private TeamInstance() {}

    /** Stops this process at a point, if it was asked to; returns when another has continued it. */
    private static void reached(StopPoint point, int passed, String runId) {
        Stop stop = due.get();
        if (stop != null && stop.equals(new Stop(point, passed)) && due.compareAndSet(stop, null)) {
            say("stopped " + point + " " + runId);
            try {
                new ProcessBuilder(
                                "kill",
                                "-STOP",
                                String.valueOf(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            say("continued");
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** A store whose user is stopped around its records of intents and its tests of leases. */
    private static final class Stopping extends ForwardingStore {

        Stopping(RunStore store) {
            super(store);
        }

        @Override
        public Lease lease(String target, String runId, Time time) {
            return new ForwardingLease(super.lease(target, runId, time)) {
                @Override
                public boolean covers(Duration attempt) {
                    boolean covered = super.covers(attempt);
                    if (covered && runId().equals(INTENDED.get())) {
                        TESTED.set(TESTED.get() + 1);
                        reached(StopPoint.AFTER_THE_LEASE_CHECK, TESTED.get() - 1, runId());
                    }
                    return covered;
                }
            };
        }

        @Override
        public RunLog begin(Lease lease, ObjectNode plan) {
            return stopping(lease, super.begin(lease, plan));
        }

        @Override
        public RunLog open(Lease lease) {
            return stopping(lease, super.open(lease));
        }

        private static RunLog stopping(Lease lease, RunLog log) {
            return new ForwardingLog(log) {
                @Override
                public void appendForced(ObjectNode entry) {
                    boolean isIntent = entry.path("event").asText().equals("mutation_intended");
                    if (isIntent) {
                        reached(StopPoint.BEFORE_THE_INTENT, 0, lease.runId());
                    }
                    super.appendForced(entry);
                    if (isIntent) {
                        INTENDED.set(lease.runId());
                        TESTED.set(0);
                        reached(StopPoint.AFTER_THE_INTENT, 0, lease.runId());
                    } else {
                        INTENDED.remove();
                    }
                }
            };
        }
    }

    /**
     * Runs the instance until its input ends.
     *
     * @param args the URLs of database and platform, and the name of the instance
     */
    public static void main(String... args) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setMaximumPoolSize(12);
        config.setConnectionTimeout(2000);
        config.setInitializationFailTimeout(-1);
        RunStore store = new Stopping(PostgresRunStore.builder(new HikariDataSource(config))
                .owner(args[2])
                .lease(LEASE)
                .heartbeat(HEARTBEAT)
                .attemptLimit(ATTEMPT)
                .build());
        CognigyClient client = CognigyClient.builder()
                .baseUrl(args[1])
                .credentials(Credentials.apiKey("key-of-a-test"))
                .attemptTimeout(ATTEMPT)
                .withoutRateLimit()
                .build();
        DeploymentPipeline<BotDeployment> pipeline = BotDeployment.pipeline(client)
                .store(store)
                .actor(args[2])
                .settle(Duration.ofMillis(500))
                .waitForTarget(Duration.ofMinutes(5))
                .poll(PollOptions.builder()
                        .interval(Duration.ofMillis(300))
                        .timeout(Duration.ofMinutes(2))
                        .build())
                .build();
        RunWorker.of(store, pipeline)
                .every(Duration.ofMillis(500))
                .concurrency(20)
                .start();
        ExecutorService threads = Executors.newCachedThreadPool();
        say("ready");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("stop")) {
                    due.set(new Stop(StopPoint.valueOf(words[1]), Integer.parseInt(words[2])));
                } else {
                    threads.execute(() -> deploy(pipeline, words[1], words[2]));
                }
            }
        }
        System.exit(0);
    }

    private static void deploy(DeploymentPipeline<BotDeployment> pipeline, String environment, String version) {
        try {
            say("ended " + environment + " "
                    + pipeline.run(BotDeployment.of(BotRelease.BOT, version).to(environment))
                            .outcome()
                            .getClass()
                            .getSimpleName());
        } catch (RuntimeException e) {
            say("threw " + environment + " " + e);
        }
    }
}
