package io.cognigydeploy.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run is, as the sum of its events. */
class RunStateTest {

    private static final Instant NOW = Instant.EPOCH;
    private static final String NAME = "bot-version/apply";

    private final RunState state = new RunState();

    @Test
    void aRequestThatWasFoundAfterItsCopyWasRefusedIsNotRefused() {
        intended();
        state.apply(new Event.MutationInDoubt(NOW, NAME, "no answer"));
        intended();
        state.apply(new Event.MutationRefused(NOW, NAME, "409: one is in progress"));
        assertThat(state.mutation(NAME).refusal()).isPresent();

        state.apply(new Event.MutationAccepted(NOW, NAME, "dep_1", true));

        assertThat(state.mutation(NAME).refusal()).isEmpty();
        assertThat(state.mutation(NAME).unanswered()).isEmpty();
    }

    @Test
    void aClockThatWasSetBackMakesNoNegativeTime() {
        intended();
        state.apply(new Event.MutationAccepted(NOW.plusSeconds(3), NAME, "dep_1", false));
        assertThat(state.mutation(NAME).took()).isEqualTo(Duration.ofSeconds(3));

        state.apply(new Event.MutationProgressed(NOW.minusSeconds(3), NAME, "dep_1", "running"));

        assertThat(state.mutation(NAME).took()).isEqualTo(Duration.ZERO);
    }

    private void intended() {
        state.apply(new Event.MutationIntended(NOW, NAME, "deploy", "key", Optional.of(List.of())));
    }
}
