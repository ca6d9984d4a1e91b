package io.cognigydeploy.cli;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Environment variables; a blank one counts as not set. */
final class Variables {

    private Variables() {}

    /** Returns the name of one of this program's variables whose value matches. */
    static Optional<String> firstWhere(Predicate<String> value) {
        return System.getenv().entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith("COGNIGY_") || each.getKey().startsWith("CI_CD_"))
                .filter(each -> value.test(each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static Optional<String> get(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
