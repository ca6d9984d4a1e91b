package io.cognigydeploy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The states that a world was in, for answers that lag behind. Records nothing before {@link #start}. */
final class StateHistory {

    private static final int MOST = 100;

    private final WorldState world;
    private final List<String> states = new ArrayList<>();
    private boolean records;

    StateHistory(WorldState world) {
        this.world = world;
    }

    void start() {
        records = true;
        record();
    }

    /** Records the present state if it differs from the last one. */
    void record() {
        if (!records) {
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

    /** Returns the answer of the state that many changes ago. */
    Reply answer(Call call, int changes, String requestId) {
        String state = states.get(Math.max(0, states.size() - 1 - changes));
        WorldState then = WorldJson.read(state, "past state", world.time());
        Routes routes = Routes.of(then);
        try {
            return routes.match(call).orElseThrow().handler().answer(call);
        } catch (Refusal refusal) {
            return routes.dialect(call).refused(refusal, call, Optional.empty(), requestId);
        }
    }
}
