package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One fact that was read, as it is shown to people and written into records.
 *
 * @param name what it is, such as {@code pass rate}; free text, by which nothing is ever found
 * @param value as read, such as {@code 0.9800}
 * @param fact what it is for payloads and other programs; absent for what only people read
 */
public record Evidence(String name, String value, Optional<Fact> fact) {

    /** A fact that the forms of webhooks and requests have a place for. */
    public enum Fact {
        /** The id of a test suite. */
        TEST_SUITE(false),
        /** The share of tests that passed, from 0 to 1. */
        PASS_RATE(true),
        /** What a bot understood. */
        INTENT(false),
        /** How sure a bot was of it, from 0 to 1. */
        CONFIDENCE(true),
        /** How long a bot took to answer, in milliseconds. */
        LATENCY_MILLIS(true),
        /** What an environment says of its health. */
        ENVIRONMENT_HEALTH(false);

        private final boolean isNumber;

        Fact(boolean isNumber) {
            this.isNumber = isNumber;
        }
    }

    /** @throws IllegalArgumentException if the fact is a number and the value is none */
    @JsonCreator
    public Evidence {
        // Checks often hand on what they have read, which may be null.
        name = String.valueOf(name);
        value = String.valueOf(value);
        if (fact.isPresent() && fact.get().isNumber && !Double.isFinite(Double.parseDouble(value))) {
            throw new IllegalArgumentException("value must be a number, but was " + value);
        }
    }

    /** Evidence that only people read. */
    public Evidence(String name, String value) {
        this(name, value, Optional.empty());
    }

    /** Returns evidence with the value as text. */
    public static Evidence of(String name, Object value) {
        Argument.text("name", name);
        Argument.given("value", value);
        return new Evidence(name, value instanceof Duration time ? Time.inWords(time) : String.valueOf(value));
    }

    /** Returns evidence with the value as text, which records take for this fact. */
    public static Evidence of(Fact fact, String name, Object value) {
        Argument.given("fact", fact);
        Argument.text("name", name);
        Argument.given("value", value);
        return new Evidence(name, String.valueOf(value), Optional.of(fact));
    }

    /** The first of these facts that a verdict rests on. */
    public static Optional<String> in(Verdict verdict, Fact fact) {
        return in(verdict.evidence(), fact);
    }

    /** The first of these facts that is among others. */
    public static Optional<String> in(List<Evidence> all, Fact fact) {
        return all.stream()
                .filter(each -> each.fact().filter(fact::equals).isPresent())
                .map(Evidence::value)
                .findFirst();
    }

    /** The same, for a fact that is a number. */
    public static Optional<Double> number(Verdict verdict, Fact fact) {
        return in(verdict, fact).map(Double::valueOf);
    }

    @Override
    public String toString() {
        return Printable.shown(name + " " + value);
    }
}
