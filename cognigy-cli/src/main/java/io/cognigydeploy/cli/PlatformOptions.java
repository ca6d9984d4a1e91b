package io.cognigydeploy.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options for the platform of a command. Example values of the documents apply to the embedded fake alone: on any other
 * platform, subject and target of a release must be given, and no value is sent that was not given.
 */
final class PlatformOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fake",
            description = {
                "Start an embedded fake platform and use it; example values replace options that are not given.",
                "Not together with COGNIGY_BASE_URL or credentials."
            })
    private boolean fake;

    boolean isFake() {
        return fake;
    }

    /** Returns the given value, or with the embedded fake the example. */
    <T> Optional<T> orExample(Optional<T> given, T example) {
        return given.or(() -> fake ? Optional.of(example) : Optional.empty());
    }

    /**
     * Checks that a platform and all of these options were given.
     *
     * @param required the options that have no default, by their names
     * @throws ParameterException naming everything that is missing
     */
    void require(Map<String, Optional<String>> required) {
        Platform.check(
                spec,
                fake,
                new TreeMap<>(required)
                        .entrySet().stream()
                                .filter(option -> option.getValue().isEmpty())
                                .map(Map.Entry::getKey)
                                .toList(),
                Platform.SET + ", or use --fake to work on an embedded fake platform");
    }

    /**
     * Checks that a platform was given for a release that is in records. An embedded fake is none: it ended with its command.
     *
     * @throws ParameterException naming everything that is missing
     */
    void requireForRecords() {
        Platform.check(spec, fake, List.of(), Platform.SET + ", as for the command that began the release");
    }

    /** Returns whether all of these options were given. */
    static boolean given(Map<String, Optional<String>> options) {
        return options.values().stream().allMatch(Optional::isPresent);
    }

    /**
     * Opens the platform.
     *
     * @param scopes the scopes that the command needs
     * @throws ParameterException if the variables do not name a platform and credentials
     */
    Platform open(String... scopes) {
        return fake ? Platform.embedded(scopes) : Platform.configured(spec, scopes);
    }
}
