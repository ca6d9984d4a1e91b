package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One fact that was read, for people and for records.
 *
 * @param name its name, such as {@code pass rate}; free text, and never a key to find the value by
 * @param value as read, such as {@code 0.9800}
 * @param fact its meaning for payloads and other programs; absent if only people read it
 */
public record Evidence(String name, String value, Optional<Fact> fact) {

    /** A fact that the forms of webhooks and requests have a place for. */
    public enum Fact {
        /** The id of a test suite. */
        TEST_SUITE(false),
        /** The share of tests that passed, from 0 to 1. */
        PASS_RATE(true),
        /** The intent that a bot recognised. */
        INTENT(false),
        /** The confidence of a bot in the intent, from 0 to 1. */
        CONFIDENCE(true),
        /** The time that a bot took to answer, in milliseconds. */
        LATENCY_MILLIS(true),
        /** The health that an environment reports. */
        ENVIRONMENT_HEALTH(false),
        /** The id of a snapshot. */
        SNAPSHOT_ID(false),
        /** The hash of a snapshot's content, as the platform states it. */
        SNAPSHOT_HASH(false),
        /** The size of a file in bytes. */
        FILE_BYTES(true),
        /** The SHA-256 of a file in hex. */
        FILE_SHA256(false),
        /** The path that a file is kept at. */
        FILE_PATH(false),
        /** The id of a run of a playbook. */
        PLAYBOOK_RUN(false),
        /** A row of a comparison of two versions on the same utterances, in words. */
        UNDERSTANDING(false);

        private final boolean isNumber;

        Fact(boolean isNumber) {
            this.isNumber = isNumber;
        }
    }

    /** @throws IllegalArgumentException if the fact is a number and the value is none */
    @JsonCreator
    public Evidence {
        // Checks often pass values on as read, and those may be null.
        name = String.valueOf(name);
        value = String.valueOf(value);
        if (fact.isPresent() && fact.get().isNumber && !Double.isFinite(Double.parseDouble(value))) {
            throw new IllegalArgumentException("value must be a number, but was " + value);
        }
    }

    /** Creates evidence that only people read. */
    public Evidence(String name, String value) {
        this(name, value, Optional.empty());
    }

    /** Returns evidence with the value as text. */
    public static Evidence of(String name, Object value) {
        Argument.text("name", name);
        Argument.given("value", value);
        return new Evidence(name, value instanceof Duration time ? Time.inWords(time) : String.valueOf(value));
    }

    /** Returns evidence of this fact, with the value as text. */
    public static Evidence of(Fact fact, String name, Object value) {
        Argument.given("fact", fact);
        Argument.text("name", name);
        Argument.given("value", value);
        return new Evidence(name, String.valueOf(value), Optional.of(fact));
    }

    /** Returns the value of the first evidence of this fact in a verdict. */
    public static Optional<String> in(Verdict verdict, Fact fact) {
        return in(verdict.evidence(), fact);
    }

    /** Returns the value of the first evidence of this fact in a list. */
    public static Optional<String> in(List<Evidence> all, Fact fact) {
        return all.stream()
                .filter(each -> each.fact().filter(fact::equals).isPresent())
                .map(Evidence::value)
                .findFirst();
    }

    /** Returns like {@link #in(Verdict, Fact)} the value of a fact that is a number. */
    public static Optional<Double> number(Verdict verdict, Fact fact) {
        return in(verdict, fact).map(Double::valueOf);
    }

    @Override
    public String toString() {
        return Printable.shown(name + " " + value);
    }
}
