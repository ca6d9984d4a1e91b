package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Utterance;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bot behind the documented test endpoint, which answers for the version that is deployed. */
record AskedBot(CognigyClient cognigy, String botId) implements UnderstandingTarget {

    @Override
    public String name() {
        return "bot " + botId;
    }

    @Override
    public Time time() {
        return cognigy.time();
    }

    @Override
    public Understood understand(Labelled utterance) {
        long start = cognigy.time().nanoTime();
        Understanding answer = cognigy.bots().test(botId, new Utterance(utterance.text()));
        Duration latency = Duration.ofNanos(cognigy.time().nanoTime() - start);
        Optional<String> name = answer.intent()
                .flatMap(Understanding.Intent::name)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        Optional<String> unread = Optional.ofNullable(answer.notes().get("intent"))
                .or(() -> answer.intent()
                        .flatMap(intent -> Optional.ofNullable(intent.notes().get("name"))));
        if (name.isEmpty() && unread.isPresent()) {
            return Understood.failed("the intent " + unread.get());
        }
        Map<String, String> entities = new TreeMap<>();
        answer.entities()
                .ifPresent(all -> all.forEach(entity -> entity.name()
                        .ifPresent(found -> entities.put(
                                found, entity.value().map(String::valueOf).orElse("")))));
        return new Understood(
                Optional.of(name.orElse(Utterances.NONE)),
                answer.intent().flatMap(Understanding.Intent::confidence),
                entities,
                Optional.empty(),
                latency,
                Optional.empty());
    }
}
