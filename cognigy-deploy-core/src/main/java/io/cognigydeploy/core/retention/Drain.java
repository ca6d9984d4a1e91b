package io.cognigydeploy.core.retention;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.retention.SnapshotRetention.Replaced;
import io.cognigydeploy.core.spi.Progression;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The wait until no conversation is on a replaced snapshot any more, but for the drain time at most. It is counted from the
 * replacement, so a resumed run does not wait anew. The first look is 2 min after the replacement, because conversations
 * appear late; the next after 30 s, and then twice as long after each look, up to 5 min.
 */
final class Drain implements Progression {

    /** The time that a conversation has to appear in the list. */
    private static final Duration APPEARING = Duration.ofMinutes(2);

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Conversations conversations;
    private final Replaced replaced;
    private final Duration limit;
    private final String snapshot;
    private Duration pause = Duration.ofSeconds(30);
    private boolean isOver;
    private Optional<Instant> begun = Optional.empty();
    private Optional<String> meanwhile = Optional.empty();

    /** @param snapshot the snapshot in words */
    Drain(Conversations conversations, Replaced replaced, Duration limit, String snapshot) {
        this.conversations = conversations;
        this.replaced = replaced;
        this.limit = limit;
        this.snapshot = snapshot;
    }

    @Override
    public void take(Event event) {
        isOver |= event instanceof Event.CheckJudged judged && judged.name().equals(name());
    }

    private String name() {
        return "drain/" + replaced.snapshot();
    }

    @Override
    public Next next() {
        if (isOver) {
            return new Next.Done();
        }
        Instant now = time().now();
        if (meanwhile.isEmpty()) {
            Instant settled = replaced.at().plus(APPEARING.compareTo(limit) < 0 ? APPEARING : limit);
            return new Next.Look(
                    now.isBefore(settled) ? settled : now, "looking for conversations on " + snapshot, this::look);
        }
        Instant at = now.plus(pause);
        Instant end = end();
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        return new Next.Look(at.isBefore(end) ? at : end, meanwhile.get() + ", waiting until " + end, this::look);
    }

    private Time time() {
        return conversations.installation().time();
    }

    private Instant end() {
        return replaced.at().plus(limit);
    }

    /** Looks once. The judgement ends the wait, and a resumed run takes it from the records. */
    private Optional<Event> look() {
        Instant now = time().now();
        Instant since = begun.orElse(now);
        begun = Optional.of(since);
        boolean isDue = !now.isBefore(end());
        return Reading.orElse(() -> judge(conversations.open(replaced), isDue), failure -> unread(failure, isDue))
                .map(verdict -> new Event.CheckJudged(
                        now, Event.Phase.VERIFICATION, name(), verdict, Duration.between(since, now)));
    }

    private Optional<Verdict> judge(long open, boolean isDue) {
        Evidence count = Evidence.of("open conversations", open);
        meanwhile = Optional.of(open + (open == 1 ? " conversation is on " : " conversations are on ") + snapshot);
        if (open == 0) {
            return Optional.of(Verdict.pass("no conversation is on " + snapshot + " any more", count));
        }
        return isDue
                ? Optional.of(Verdict.pass(
                        open + (open == 1 ? " conversation was" : " conversations were") + " still on " + snapshot
                                + ", but " + passed(),
                        count))
                : Optional.empty();
    }

    private Optional<Verdict> unread(CognigyException failure, boolean isDue) {
        meanwhile = Optional.of("the conversations on " + snapshot + " cannot be read");
        return isDue
                ? Optional.of(Verdict.unconfirmed(meanwhile.get() + ": " + failure.getMessage() + "; " + passed()))
                : Optional.empty();
    }

    private String passed() {
        return "the drain time of " + Time.inWords(limit) + " since " + replaced.at() + " has passed";
    }
}
