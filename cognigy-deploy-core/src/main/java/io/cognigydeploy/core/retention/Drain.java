package io.cognigydeploy.core.retention;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.installation.ArchivedSnapshot;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.retention.SnapshotRetention.Replaced;
import io.cognigydeploy.core.spi.Progression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The wait until no conversation is on a replaced snapshot any more, but for the drain time at most. It is counted from the
 * replacement, so a resumed run does not wait anew. It looks after 30 s, and then twice as long after each look, up to 5 min.
 */
final class Drain implements ArchivedSnapshot.Delay, Progression {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Conversations conversations;
    private final Replaced replaced;
    private final Duration limit;
    private final String snapshot;
    private final String deletion;
    private Duration pause = Duration.ofSeconds(30);
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<String> meanwhile = Optional.empty();

    /**
     * @param snapshot the snapshot in words
     * @param deletion the id of the change that deletes it
     */
    Drain(Conversations conversations, Replaced replaced, Duration limit, String snapshot, String deletion) {
        this.conversations = conversations;
        this.replaced = replaced;
        this.limit = limit;
        this.snapshot = snapshot;
        this.deletion = deletion;
    }

    @Override
    public Progression progression() {
        return this;
    }

    @Override
    public List<Check<Applied>> checks() {
        return List.of(Check.named("drain/" + replaced.snapshot(), applied -> verdict.orElseThrow()));
    }

    @Override
    public void take(Event event) {
        if (event instanceof Event.OfMutation of && of.mutation().equals(deletion + "/apply")) {
            verdict = Optional.of(Verdict.pass(snapshot + " was drained before its deletion was begun"));
        }
    }

    @Override
    public Next next() {
        if (verdict.isPresent()) {
            return new Next.Done();
        }
        Instant now = time().now();
        if (meanwhile.isEmpty()) {
            return new Next.Look(now, "looking for conversations on " + snapshot, this::look);
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

    private Optional<Event> look() {
        String since = "the drain time of " + Time.inWords(limit) + " since " + replaced.at() + " has passed";
        boolean isOver = !time().now().isBefore(end());
        Reading.orElse(
                () -> {
                    long open = conversations.open(replaced);
                    Evidence count = Evidence.of("open conversations", open);
                    if (open == 0) {
                        verdict = Optional.of(Verdict.pass("no conversation is on " + snapshot + " any more", count));
                    } else if (isOver) {
                        verdict = Optional.of(Verdict.pass(
                                open + " conversations were still on " + snapshot + ", but " + since, count));
                    }
                    meanwhile = Optional.of(open + " conversations are on " + snapshot);
                    return open;
                },
                failure -> {
                    String unread = "the conversations on " + snapshot + " cannot be read";
                    if (isOver) {
                        verdict = Optional.of(Verdict.unconfirmed(unread + ": " + failure.getMessage() + "; " + since));
                    }
                    meanwhile = Optional.of(unread);
                    return 0L;
                });
        return Optional.empty();
    }
}
