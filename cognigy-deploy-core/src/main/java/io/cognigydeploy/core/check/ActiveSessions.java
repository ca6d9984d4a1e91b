package io.cognigydeploy.core.check;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Session;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.Optional;

/**
 * A gate that blocks, drains or ignores open sessions before a change. It limits how many sessions of the bot may be
 * open in the environment, and how long to wait for that. Every rollback to a version has this gate; a bot deployment
 * can have it too. A session without an environment counts. If the environment's id is unknown, sessions elsewhere
 * count too: the list has ids, and a rollback has a name.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ActiveSessions implements Check<Plan> {

    private static final long ANY = Long.MAX_VALUE;

    private final long allowed;
    private final Duration patience;
    private final Duration interval;

    private ActiveSessions(long allowed, Duration patience, Duration interval) {
        this.allowed = allowed;
        this.patience = patience;
        this.interval = interval;
    }

    /** Returns a gate that fails while a session is open. */
    public static ActiveSessions block() {
        return atMost(0);
    }

    /**
     * Returns a gate that fails while more sessions than this are open.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static ActiveSessions atMost(int open) {
        if (open < 0) {
            throw Argument.refused("open", "zero or more", open);
        }
        return new ActiveSessions(open, Duration.ZERO, Duration.ofSeconds(5));
    }

    /**
     * Returns a gate that waits until all sessions have ended, reading every 5 s.
     *
     * @param deadline the longest wait; the gate fails if a session is still open then
     * @throws IllegalArgumentException if it is negative
     */
    public static ActiveSessions drain(Duration deadline) {
        return block().waiting(Argument.notNegative("deadline", deadline));
    }

    /**
     * Returns a gate that passes without reading sessions. The change is requested regardless of open sessions. Use it
     * if the live version is broken, or if the platform cannot list its sessions.
     */
    public static ActiveSessions goOn() {
        return new ActiveSessions(ANY, Duration.ZERO, Duration.ofSeconds(5));
    }

    /**
     * Returns this gate with a longest wait for sessions to end. Default: no wait.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ActiveSessions waiting(Duration atMost) {
        return new ActiveSessions(allowed, Argument.notNegative("atMost", atMost), interval);
    }

    /**
     * Returns this gate with another pause between reads. Default: 5 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ActiveSessions every(Duration pause) {
        return new ActiveSessions(allowed, patience, Argument.positive("pause", pause));
    }

    /** Returns whether the change may be made while sessions are open. */
    public boolean toleratesSessions() {
        return allowed > 0;
    }

    @Override
    public String name() {
        return "active sessions";
    }

    @Override
    public Verdict judge(Plan plan) throws InterruptedException {
        if (allowed == ANY) {
            return Verdict.pass("open sessions are ignored");
        }
        Optional<Deployment.Bot> bot = plan.deployment().bot();
        return bot.isPresent()
                ? judge(plan.cognigy(), bot.get())
                : Verdict.inconclusive("the deployment has no single bot whose sessions could be counted");
    }

    private Verdict judge(CognigyClient cognigy, Deployment.Bot bot) throws InterruptedException {
        Time time = cognigy.time();
        long start = time.nanoTime();
        while (true) {
            long open = cognigy.lists().sessions(bot.id()).stream()
                    .filter(session -> mayBeIn(session, bot.environmentId(), bot.environmentName()))
                    .count();
            Evidence count = Evidence.of("open sessions", open);
            Duration waited = Duration.ofNanos(time.nanoTime() - start);
            Evidence wait = Evidence.of("waited", waited);
            if (open <= allowed) {
                return Verdict.pass(
                        open == 0 ? "there are no open sessions" : open + " open sessions, at most " + allowed,
                        count,
                        wait);
            }
            String limit = allowed == 0 ? "" : ", at most " + allowed + " may be";
            Duration rest = patience.minus(waited);
            if (rest.isNegative() || rest.isZero()) {
                return patience.isZero()
                        ? Verdict.fail(open + " sessions are open" + limit, count)
                        : Verdict.fail(
                                open + " sessions are still open after " + Time.inWords(waited) + limit, count, wait);
            }
            time.sleep(rest.compareTo(interval) < 0 ? rest : interval);
        }
    }

    private static boolean mayBeIn(Session session, Optional<String> id, Optional<String> name) {
        return id.isEmpty()
                || session.environmentId().isEmpty()
                || session.environmentId().equals(id)
                || session.environmentId().equals(name);
    }
}
