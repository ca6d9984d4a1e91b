package io.cognigydeploy.core;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * One fact that was read, as it is shown to people and written into records.
 *
 * @param name what it is, such as {@code pass rate}
 * @param value as read, such as {@code 0.9800}
 */
public record Evidence(String name, String value) {

    static Evidence of(String name, Object value) {
        return new Evidence(name, value instanceof Duration time ? Time.inWords(time) : String.valueOf(value));
    }

    /** What a verdict rests on, of this name. */
    static Optional<String> in(Verdict verdict, String name) {
        return verdict.evidence().stream()
                .filter(fact -> fact.name().equals(name))
                .map(Evidence::value)
                .findFirst();
    }

    @Override
    public String toString() {
        return Printable.shown(name + " " + value);
    }
}
