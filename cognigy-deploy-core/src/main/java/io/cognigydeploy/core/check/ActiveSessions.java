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
 * The gate on people who talk to a bot in the environment that is about to be changed: how many sessions may be open, and
 * how long to wait until there are no more than that. Every rollback to a version has this gate; a bot deployment can have
 * it too. A session that does not say where it is counts, and so does one elsewhere as long as the environment's id is not
 * known: the list has ids, and a rollback has a name.
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

    /** Changes nothing while a session is open. */
    public static ActiveSessions block() {
        return atMost(0);
    }

    /**
     * Changes nothing while more sessions than this are open.
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
     * Waits until all sessions have ended, looking every 5 s.
     *
     * @param deadline after which nothing is changed if one is still open
     * @throws IllegalArgumentException if it is negative
     */
    public static ActiveSessions drain(Duration deadline) {
        return block().waiting(Argument.notNegative("deadline", deadline));
    }

    /**
     * Does not read the sessions: the change is made whatever is open, and the platform is asked to make it so. For a live
     * version that is broken, and for a platform that cannot list its sessions.
     */
    public static ActiveSessions goOn() {
        return new ActiveSessions(ANY, Duration.ZERO, Duration.ofSeconds(5));
    }

    /**
     * Returns the same gate, which waits for sessions to end. Default: it does not wait.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ActiveSessions waiting(Duration atMost) {
        return new ActiveSessions(allowed, Argument.notNegative("atMost", atMost), interval);
    }

    /**
     * Returns the same gate, which looks this often while it waits. Default: every 5 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ActiveSessions every(Duration pause) {
        return new ActiveSessions(allowed, patience, Argument.positive("pause", pause));
    }

    /** Returns whether the request may go on over open sessions. */
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
            return Verdict.pass("open sessions are not looked at");
        }
        Optional<Deployment.Bot> bot = plan.deployment().bot();
        return bot.isPresent()
                ? judge(plan.cognigy(), bot.get())
                : Verdict.inconclusive("the deployment is about no single bot whose sessions could be counted");
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
