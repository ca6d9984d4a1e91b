package io.cognigydeploy.examples;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The platform that a command works on. Example values of the documents are for the embedded fake alone: on any other
 * platform, what is deployed and where has to be given, and nothing else is sent that was not given.
 */
final class PlatformOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fake",
            description = {
                "Start an embedded fake platform and use it; example values take the place of options that are not",
                "given. Not together with COGNIGY_BASE_URL or credentials."
            })
    private boolean fake;

    boolean isFake() {
        return fake;
    }

    /** Returns the value given, or with the embedded fake the example's. */
    <T> Optional<T> orExample(Optional<T> given, T example) {
        return given.or(() -> fake ? Optional.of(example) : Optional.empty());
    }

    /**
     * Checks that there is a platform to work on and that all of these options were given.
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
                                .toList());
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
