package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.List;

/** The written form of conversations: sessions, what bots understand, and how it goes. */
final class ConversationJson {

    private static final String VERSION = "version";

    private ConversationJson() {}

    static void read(Place at, World world) {
        Conversations conversations = world.conversations;
        at.only("seed", "sessions", "sessionsEndPerPoll", "utterances", "traffic", "rawMetrics");
        conversations.seed = at.whole("seed", (int) conversations.seed);
        conversations.sessionsEndPerPoll = at.whole("sessionsEndPerPoll", 0);
        for (Place session : at.list("sessions")) {
            session.unique(conversations.sessions.put(session.text("id"), session.resolved()));
        }
        for (Place utterance : at.list("utterances")) {
            utterance.only("bot", VERSION, "message", "answer");
            conversations.utterances.add(new Conversations.Utterance(
                    utterance.text("bot"),
                    utterance.text(VERSION, ""),
                    utterance.text("message"),
                    utterance.needed("answer").object()));
        }
        for (Place traffic : at.list("traffic")) {
            traffic.only("bot", "arm", "since", "errorRate", "satisfaction", "latencyMs", "perMinute");
            conversations.goLike(
                    traffic.text("bot"),
                    traffic.text("arm"),
                    traffic.member("since").map(Place::moment).orElse(at.now()),
                    traffic(traffic));
        }
        for (Place raw : at.list("rawMetrics")) {
            raw.only("bot", "bodies");
            List<String> bodies = raw.texts("bodies");
            if (bodies.isEmpty()) {
                throw raw.wrong("must have bodies");
            }
            conversations.rawMetrics.put(raw.text("bot"), new ArrayDeque<>(bodies));
        }
    }

    private static Traffic traffic(Place at) {
        Traffic good = Traffic.good();
        try {
            return new Traffic(
                    at.number("errorRate", good.errorRate()),
                    at.number("satisfaction", good.satisfaction()),
                    at.number("latencyMs", good.latencyMs()),
                    at.number("perMinute", good.perMinute()));
        } catch (IllegalArgumentException e) {
            throw at.wrong("is not possible: " + e.getMessage());
        }
    }

    static ObjectNode write(Conversations conversations) {
        ObjectNode root = Json.object().put("seed", conversations.seed);
        WorldJson.putAll(root.putArray("sessions"), conversations.sessions.values());
        root.put("sessionsEndPerPoll", conversations.sessionsEndPerPoll);
        ArrayNode utterances = root.putArray("utterances");
        for (Conversations.Utterance utterance : conversations.utterances) {
            ObjectNode node = utterances.addObject().put("bot", utterance.bot()).put("message", utterance.message());
            if (!utterance.version().isEmpty()) {
                node.put(VERSION, utterance.version());
            }
            node.set("answer", utterance.answer().deepCopy());
        }
        ArrayNode traffic = root.putArray("traffic");
        conversations.traffic.forEach((arm, phases) -> phases.forEach((since, like) -> traffic.addObject()
                .put("bot", arm.bot())
                .put("arm", arm.name())
                .put("since", since.toString())
                .put("errorRate", like.errorRate())
                .put("satisfaction", like.satisfaction())
                .put("latencyMs", like.latencyMs())
                .put("perMinute", like.perMinute())));
        ArrayNode raw = root.putArray("rawMetrics");
        conversations.rawMetrics.forEach(
                (bot, bodies) -> WorldJson.put(raw.addObject().put("bot", bot).putArray("bodies"), bodies));
        return root;
    }
}
