package io.cognigydeploy.examples.ownparts;

import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import java.io.IOException;
import java.util.List;

/** Gate that passes only while no incident is open. */
public final class OpenIncidents implements Check<Plan> {

    /** A list of incidents, such as that of an incident system. */
    @FunctionalInterface
    public interface Board {
        List<String> open() throws IOException;
    }

    private final Board board;

    private OpenIncidents(Board board) {
        this.board = board;
    }

    public static OpenIncidents on(Board board) {
        return new OpenIncidents(board);
    }

    @Override
    public String name() {
        return "open incidents";
    }

    @Override
    public Verdict judge(Plan plan) {
        List<String> open;
        try {
            open = board.open();
        } catch (IOException e) {
            return Verdict.inconclusive("the incidents could not be read: " + e.getMessage());
        }
        return open.isEmpty()
                ? Verdict.pass("no incident is open")
                : Verdict.fail(
                        open.size() + " incidents are open; release after they are closed",
                        Evidence.of("incidents", String.join(", ", open)));
    }
}
