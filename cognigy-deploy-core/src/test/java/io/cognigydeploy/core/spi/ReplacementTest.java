package io.cognigydeploy.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation.Search;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A change of a value that is read and replaced as a whole. */
class ReplacementTest {

    private final AtomicReference<String> target = new AtomicReference<>("old");
    private final Replacement<String> change =
            new Replacement<>("greeting", "old", "new", target::get, (value, key) -> target.set(value));

    @Test
    void the_reverting_request_restores_the_earlier_value() {
        change.apply().send("key");
        assertThat(target).hasValue("new");

        List<Mutation> ways = change.revert("greeting", Change.Cause.of("a test"));
        assertThat(ways).hasSize(1);
        ways.get(0).send("key");
        assertThat(target).hasValue("old");
    }

    @Test
    void a_lost_answer_is_resolved_by_the_present_value() {
        assertThat(change.search(Optional.empty())).isInstanceOf(Search.Absent.class);
        target.set("new");
        assertThat(change.search(Optional.empty())).isEqualTo(new Search.Found("greeting"));
        target.set("third");
        assertThat(change.search(Optional.empty())).isEqualTo(new Search.Unclear("greeting has another value"));
    }

    @Test
    void the_present_value_shows_whether_the_change_is_there() {
        assertThat(change.unchanged()).isInstanceOf(Verdict.Pass.class);
        assertThat(change.stillApplied()).isInstanceOf(Verdict.Fail.class);
        target.set("new");
        assertThat(change.unchanged()).isInstanceOf(Verdict.Fail.class);
        assertThat(change.stillApplied()).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void a_value_that_cannot_be_read_shows_nothing() {
        Replacement<String> unreadable = new Replacement<>(
                "greeting",
                "old",
                "new",
                () -> {
                    throw CallFailedException.answered("GET /greeting", 503);
                },
                (value, key) -> {});

        assertThat(unreadable.unchanged()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(unreadable.stillApplied().reason()).contains("greeting could not be read", "503");
    }

    @Test
    void no_text_has_the_values() {
        assertThat(change
                        + change.description()
                        + change.unchanged().reason()
                        + change.stillApplied().reason())
                .doesNotContain("old", "new");
    }

    @Test
    void arguments_are_named() {
        assertThatThrownBy(() -> new Replacement<>(" ", "old", "new", target::get, (value, key) -> {}))
                .hasMessageContaining("name must");
    }
}
