package io.cognigydeploy.core;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Session;
import java.time.Duration;
import java.util.Optional;

/**
 * What is done about people who are talking to a bot in the environment that is about to be changed. Every rollback to a
 * version has this gate; a bot deployment can have it too. All pages of the list are read. A session that does not say
 * where it is counts, and so does one elsewhere as long as the environment's id is not known: the list has ids, and the
 * wish has a name.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ActiveSessions implements Check<Plan> {

    private final Optional<Duration> patience;
    private final boolean goesOn;
    private final Duration interval;

    private ActiveSessions(Optional<Duration> patience, boolean goesOn, Duration interval) {
        this.patience = patience;
        this.goesOn = goesOn;
        this.interval = interval;
    }

    /** Nothing is changed while there are any. */
    public static ActiveSessions block() {
        return new ActiveSessions(Optional.empty(), false, Duration.ofSeconds(5));
    }

    /**
     * Waits until they have ended, looking every 5 s.
     *
     * @param deadline after which nothing is changed if there are some still
     */
    public static ActiveSessions drain(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("The deadline must not be negative, " + deadline + " is.");
        }
        return new ActiveSessions(Optional.of(deadline), false, Duration.ofSeconds(5));
    }

    /** Counts them for the record and goes on; the platform is told to do so too. */
    public static ActiveSessions goOn() {
        return new ActiveSessions(Optional.empty(), true, Duration.ofSeconds(5));
    }

    /** The same, looking this often. */
    public ActiveSessions every(Duration pause) {
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("The pause between two looks must be positive, " + pause + " is not.");
        }
        return new ActiveSessions(patience, goesOn, pause);
    }

    boolean goesOn() {
        return goesOn;
    }

    @Override
    public String name() {
        return "active sessions";
    }

    @Override
    public Verdict judge(Plan plan) throws InterruptedException {
        if (plan.deployment() instanceof VersionRollback wish) {
            return judge(plan.cognigy(), wish.botId(), wish.environmentId(), Optional.of(wish.environment()));
        }
        if (plan.deployment() instanceof BotDeployment wish) {
            return judge(plan.cognigy(), wish.botId(), Optional.of(wish.environmentId()), Optional.empty());
        }
        return Verdict.pass("nobody talks to what is deployed");
    }

    private Verdict judge(CognigyClient cognigy, String botId, Optional<String> id, Optional<String> name)
            throws InterruptedException {
        Time time = cognigy.time();
        long start = time.nanoTime();
        while (true) {
            long open = cognigy.lists().sessions(botId).stream()
                    .filter(session -> mayBeIn(session, id, name))
                    .count();
            Evidence count = Evidence.of("open sessions", open);
            Duration waited = Duration.ofNanos(time.nanoTime() - start);
            Evidence wait = Evidence.of("waited", waited);
            if (open == 0) {
                return Verdict.pass("there are no open sessions", count, wait);
            }
            if (goesOn) {
                return Verdict.pass("goes on although " + open + " sessions are open", count);
            }
            if (patience.isEmpty()) {
                return Verdict.fail(open + " sessions are open", count);
            }
            Duration rest = patience.get().minus(waited);
            if (rest.isNegative() || rest.isZero()) {
                return Verdict.fail(open + " sessions are still open after " + waited, count, wait);
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
