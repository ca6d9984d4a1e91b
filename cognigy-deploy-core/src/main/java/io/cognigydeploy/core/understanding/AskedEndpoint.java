package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.product.model.Channel;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.TalkReply;
import io.cognigydeploy.client.product.model.UrlToken;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.text.OwnSession;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An endpoint of the product, talked to in test mode. Each utterance is a conversation by a new user. */
final class AskedEndpoint implements UnderstandingTarget {

    /** A gateway may fail once for no reason of the bot's. */
    private static final int ATTEMPTS = 3;

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** The limit of test mode. */
    private static final int MESSAGES = 600;

    private static final Duration HOUR = Duration.ofHours(1);

    /** The pauses between reads of a record, 30 s in all. */
    private static final List<Integer> PAUSES = List.of(0, 1, 2, 4, 8, 15);

    /** So many records that do not appear show that none will. */
    private static final int MISSING = 3;

    private static final int MAX_ANSWER = 10_000;

    private final CognigyInstallation installation;
    private final Project project;
    private final ObjectId endpoint;
    private final Optional<ObjectId> snapshot;
    private final Deque<Long> sent = new ArrayDeque<>();
    private @Nullable UrlToken token;
    private int found;
    private int missing;

    AskedEndpoint(CognigyInstallation installation, Project project, ObjectId endpoint, Optional<ObjectId> snapshot) {
        this.installation = installation;
        this.project = project;
        this.endpoint = endpoint;
        this.snapshot = snapshot;
    }

    @Override
    public String name() {
        return "endpoint " + endpoint + snapshot.map(id -> " on snapshot " + id).orElse("");
    }

    @Override
    public Time time() {
        return installation.time();
    }

    @Override
    public Understood understand(Labelled utterance) throws InterruptedException {
        UrlToken open;
        synchronized (this) {
            if (token == null) {
                ProductEndpoint read = installation.endpoints().get(endpoint);
                if (!read.channel().equals(Channel.REST)) {
                    return Understood.failed(
                            "only a REST endpoint can be talked to, and this one is " + read.channel());
                }
                if (read.urlToken().isEmpty()) {
                    return Understood.failed("the platform states no URL token of the endpoint");
                }
                token = read.urlToken().get();
            }
            open = token;
        }
        return say(open, utterance.text());
    }

    private Understood say(UrlToken open, String text) throws InterruptedException {
        for (int attempt = 1; true; attempt++) {
            String session = OwnSession.fresh(installation.random());
            pace();
            long start = time().nanoTime();
            try {
                TalkReply reply = installation
                        .talk()
                        .sayInTest(open, new TalkMessage(OwnSession.fresh(installation.random()), session, text));
                Duration latency = Duration.ofNanos(time().nanoTime() - start);
                return understood(reply, latency, awaited(session));
            } catch (CallInterruptedException e) {
                throw e;
            } catch (CognigyException e) {
                int status = e instanceof ApiException refusal ? refusal.status() : 0;
                boolean isFinal = status != 0 && status < 500 && status != 408 && status != 429;
                if (isFinal || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            time().sleep(BETWEEN);
        }
    }

    /** Waits until test mode allows one more message. */
    private void pace() throws InterruptedException {
        Duration wait = Duration.ZERO;
        synchronized (sent) {
            long now = time().nanoTime();
            if (sent.size() == MESSAGES) {
                wait = HOUR.minusNanos(now - sent.removeFirst());
            }
            sent.addLast(now + Math.max(0, wait.toNanos()));
        }
        time().sleep(wait);
    }

    private Understood understood(TalkReply reply, Duration latency, Optional<ConversationItem> record) {
        Optional<ObjectId> served = record.flatMap(ConversationItem::snapshotId);
        if (record.isPresent() && snapshot.isPresent() && !served.equals(snapshot)) {
            return Understood.failed(served.map(id -> "snapshot " + id).orElse("the project itself")
                    + " answered instead of snapshot " + snapshot.get());
        }
        return new Understood(
                record.flatMap(ConversationItem::intent),
                record.flatMap(ConversationItem::intentScore),
                Map.of(),
                Optional.of(text(reply)),
                latency,
                Optional.empty());
    }

    private static String text(TalkReply reply) {
        String text = reply.outputStack().stream()
                .map(output -> output.text()
                        .filter(said -> !said.isBlank())
                        .orElseGet(() -> Json.tree(output.data()).toString()))
                .collect(Collectors.joining("\n"));
        return text.length() > MAX_ANSWER ? text.substring(0, MAX_ANSWER) : text;
    }

    /** Returns the record of the user's message, if it appears in time. */
    private Optional<ConversationItem> awaited(String session) throws InterruptedException {
        for (int pause : PAUSES) {
            synchronized (sent) {
                if (found == 0 && missing >= MISSING) {
                    return Optional.empty();
                }
            }
            time().sleep(Duration.ofSeconds(pause));
            Optional<ConversationItem> record = recorded(session);
            if (record.isPresent()) {
                synchronized (sent) {
                    found++;
                }
                return record;
            }
        }
        synchronized (sent) {
            missing++;
        }
        return Optional.empty();
    }

    private Optional<ConversationItem> recorded(String session) {
        try {
            for (ConversationItem item : installation.lists().conversation(project, session)) {
                if (item.source().filter("user"::equals).isPresent()) {
                    return Optional.of(item);
                }
            }
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            // An answer stays an answer, whether or not its record can be read.
            return Optional.empty();
        }
        return Optional.empty();
    }
}
