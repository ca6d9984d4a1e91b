package io.cognigydeploy.bench;

import java.util.List;

/** The number of measured rounds, and of the calls in each block. */
record Settings(int rounds, int calls) {

    /**
     * Returns these settings with those of the command line.
     *
     * @throws IllegalArgumentException if an option is unknown or has no positive number
     */
    Settings with(List<String> options) {
        Settings settings = this;
        for (int i = 0; i < options.size(); i += 2) {
            String option = options.get(i);
            int number = i + 1 < options.size() ? positive(option, options.get(i + 1)) : positive(option, "");
            settings = switch (option) {
                case "--rounds" -> new Settings(number, settings.calls);
                case "--calls" -> new Settings(settings.rounds, number);
                default -> throw new IllegalArgumentException("unknown option " + option);
            };
        }
        return settings;
    }

    private static int positive(String option, String text) {
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(option + " needs a positive number");
        }
        return Integer.parseInt(text);
    }
}
