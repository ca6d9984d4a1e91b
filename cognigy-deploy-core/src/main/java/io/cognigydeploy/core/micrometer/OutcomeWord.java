package io.cognigydeploy.core.micrometer;

import io.cognigydeploy.core.Outcome;
import java.util.Locale;

/** The tag of an outcome, which is its word in reports, such as {@code rolled_back}. */
final class OutcomeWord {

    private OutcomeWord() {}

    static String of(Outcome outcome) {
        return outcome.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }
}
