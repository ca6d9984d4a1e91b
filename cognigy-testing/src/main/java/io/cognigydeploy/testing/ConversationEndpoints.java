package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Open sessions and trial conversations. */
record ConversationEndpoints(WorldState world) {

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        ConversationEndpoints endpoints = new ConversationEndpoints(world);
        handlers.put("sessions", endpoints::sessions);
        handlers.put("testBot", endpoints::test);
    }

    private Reply sessions(Call call) {
        String bot = call.query("botId").orElseThrow();
        world.bot(bot);
        String place = call.query("environment").map(world::environmentId).orElse("");
        List<ObjectNode> open = world.conversations.sessions.values().stream()
                .filter(session -> isOf(session, bot, place))
                .toList();
        Reply reply = Reply.page(open, call);
        if (call.query("page", 1) == 1) {
            open.stream()
                    .limit(world.conversations.sessionsEndPerPoll)
                    .forEach(session -> world.conversations.sessions.remove(
                            session.path("id").asText()));
        }
        return reply;
    }

    /** Returns whether the session is with this bot in this environment; an empty id stands for all. */
    static boolean isOf(ObjectNode session, String bot, String environment) {
        return session.path("botId").asText().equals(bot)
                && (environment.isEmpty()
                        || session.path("environmentId").asText().equals(environment));
    }

    private Reply test(Call call) {
        String bot = call.path("bot");
        world.bot(bot);
        String message = call.json().path("message").textValue();
        return world.conversations.utterances.stream()
                .filter(known -> known.bot().equals(bot) && known.message().equals(message))
                .filter(known -> known.version().isEmpty() || isLive(bot, known.version()))
                .min(Comparator.comparing(known -> known.version().isEmpty()))
                .map(known -> Reply.enveloped(200, known.answer()))
                .orElseGet(() -> Reply.enveloped(200, answer("", 0)));
    }

    private boolean isLive(String bot, String version) {
        return world.environments.values().stream().anyMatch(environment -> version.equals(environment.live.get(bot)));
    }

    /** Returns the bot's understanding of a message. */
    static ObjectNode answer(String intent, double confidence, String... entities) {
        ObjectNode answer = Json.object();
        answer.putObject("intent").put("name", intent).put("confidence", confidence);
        answer.putArray("entities");
        for (String entity : entities) {
            String[] sides = entity.split("=", 2);
            answer.withArray("entities")
                    .addObject()
                    .put("name", sides[0])
                    .put("value", sides.length == 2 ? sides[1] : "");
        }
        return answer;
    }
}
