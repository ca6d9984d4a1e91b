package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outcome classes of failed calls to other platforms. */
class CallFailedExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "400, REJECTED",
        "408, UNKNOWN",
        "409, CONFLICT",
        "412, REJECTED",
        "429, REJECTED",
        "500, UNKNOWN",
        "503, UNKNOWN"
    })
    void aStatusHasAnOutcomeClass(int status, OutcomeClass outcome) {
        CognigyException e = CallFailedException.answered("PUT /settings", status);

        assertThat(e.outcome()).isEqualTo(outcome);
        assertThat(e).hasMessage("PUT /settings: answered " + status);
    }

    @Test
    void aConnectionThatWasRefusedSentNothing() {
        assertThat(CallFailedException.unanswered("PUT /settings", new ConnectException("refused"))
                        .outcome())
                .isEqualTo(OutcomeClass.NOT_SENT);
    }

    @Test
    void aLostAnswerIsUnknown() {
        assertThat(CallFailedException.unanswered("PUT /settings", new IOException("reset"))
                        .outcome())
                .isEqualTo(OutcomeClass.UNKNOWN);
    }

    @Test
    void anInterruptSetsTheFlagAgain() {
        CognigyException e = CallFailedException.interrupted("PUT /settings", new InterruptedException());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).isInstanceOf(CallInterruptedException.class);
        assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
    }
}
