package io.cognigydeploy.cli;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/** Environment variables of a program; a blank one counts as not set. */
record Variables(Map<String, String> values) {

    /** Returns the variables of this process. */
    static Variables ofProcess() {
        return new Variables(System.getenv());
    }

    /** Returns the variables of the program that a command belongs to. */
    static Variables of(CommandSpec command) {
        return CommandLineFace.of(command).variables();
    }

    /** Returns the name of one of this program's variables whose value matches. */
    Optional<String> firstWhere(Predicate<String> value) {
        return values.entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith("COGNIGY_") || each.getKey().startsWith("CI_CD_"))
                .filter(each -> value.test(each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }
}
