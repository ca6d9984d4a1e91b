package io.cognigydeploy.testing;

import java.util.ArrayList;
import java.util.List;

/** The states that a world was in, for answers that lag behind. Remembers nothing until it is asked to. */
final class Past {

    private static final int MOST = 100;

    private final World world;
    private final List<String> states = new ArrayList<>();
    private boolean remembers;

    Past(World world) {
        this.world = world;
    }

    void beginToRemember() {
        remembers = true;
        note();
    }

    /** Remembers the present state if it is another than the last one. */
    void note() {
        if (!remembers) {
            return;
        }
        String state = Json.write(WorldJson.write(world));
        if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
            states.add(state);
        }
        if (states.size() > MOST) {
            states.remove(0);
        }
    }

    /** What would have been answered so many changes ago. */
    Reply answer(Call call, int changes, String requestId) {
        String state = states.get(Math.max(0, states.size() - 1 - changes));
        World then = WorldJson.read(state, "past state", world.time());
        try {
            return Routes.of(then).match(call).orElseThrow().handler().answer(call);
        } catch (Refusal refusal) {
            return refusal.reply(requestId);
        }
    }
}
