package io.cognigydeploy.cli;

import io.cognigydeploy.client.Secrets;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Options as words of a command line, such as {@code --suite=nightly}. */
final class Words {

    private Words() {}

    /**
     * Returns the options of a command that are {@link Stored}, as they were given. The path of an address is hidden, because
     * it often is a secret.
     */
    static List<String> stored(CommandSpec command) {
        return of(command)
                .filter(Words::isStored)
                .flatMap(option -> words(option, Secrets::hiddenPath))
                .toList();
    }

    private static boolean isStored(OptionSpec option) {
        return option.userObject() instanceof Field field && field.isAnnotationPresent(Stored.class);
    }

    /** Returns all options of a command, as they were given. */
    static List<String> given(CommandSpec command) {
        return of(command)
                .flatMap(option -> words(option, UnaryOperator.identity()))
                .toList();
    }

    private static Stream<OptionSpec> of(CommandSpec command) {
        // An option of a group is not one of those that a release has.
        return command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> option.group() == null)
                .distinct();
    }

    private static Stream<String> words(OptionSpec option, UnaryOperator<String> form) {
        List<String> values = option.originalStringValues();
        return values.isEmpty() || option.arity().max() == 0
                ? Stream.of(option.longestName())
                : values.stream().map(value -> option.longestName() + "=" + form.apply(value));
    }

    /**
     * Returns stored options, except those that are given now, and after them those.
     *
     * @throws ParameterException if a stored option is not one that the command stores, or had a secret and is not given now
     */
    static List<String> merged(CommandLine command, List<String> stored, List<String> given) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        stored.forEach(word ->
                all.computeIfAbsent(name(word), name -> new ArrayList<>()).add(word));
        given.forEach(word -> all.remove(name(word)));
        all.forEach((name, words) -> {
            @Nullable OptionSpec option = command.getCommandSpec().findOption(name);
            if (option == null || !isStored(option)) {
                throw new ParameterException(
                        command, "The records have an option that this command does not store: " + name + ".");
            }
            if (words.stream().anyMatch(word -> word.contains(Secrets.HIDDEN))) {
                throw new ParameterException(
                        command, "Missing: " + name + ", which has a secret that no record keeps. Give it again.");
            }
        });
        return Stream.concat(all.values().stream().flatMap(List::stream), given.stream())
                .toList();
    }

    private static String name(String word) {
        return word.split("=", 2)[0];
    }
}
