package io.cognigydeploy.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A version as people and platforms write it, and the only reader of versions here. It has any count of numbers of any
 * length between dots, perhaps a {@code v} before them, perhaps a pre-release and build metadata behind them.
 *
 * <p>Versions compare by Semantic Versioning 2.0.0 precedence. Numbers that are left out count as zero, and leading zeros
 * do not count. Equal is what compares as equal, so {@code v2.4} equals {@code 2.04.0+build}.
 */
public final class Version implements Comparable<Version> {

    private static final String IDENTIFIERS = "[0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+";
    private static final Pattern FORM = Pattern.compile("[vV]?+(?<numbers>[0-9]++(?:\\.[0-9]++)*+)(?:-(?<preRelease>"
            + IDENTIFIERS + "))?+(?:\\+" + IDENTIFIERS + ")?+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]++");
    private static final Pattern ZEROS_BEFORE_NUMBER = Pattern.compile("^(?=[0-9]++$)0*(?=[0-9])");

    /** The order of two numbers without leading zeros, and of identifiers of a pre-release. */
    private static final Comparator<String> PARTS = Comparator.<String>comparingInt(
                    part -> NUMBER.matcher(part).matches() ? part.length() : Integer.MAX_VALUE)
            .thenComparing(Comparator.naturalOrder());

    private final List<String> numbers;
    private final List<String> preRelease;

    private Version(List<String> numbers, List<String> preRelease) {
        this.numbers = List.copyOf(numbers);
        this.preRelease = List.copyOf(preRelease);
    }

    /** Reads a version; empty if the text is none, such as {@code latest}. White space around it does not count. */
    public static Optional<Version> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        return form.matches()
                ? Optional.of(new Version(
                        parts(form.group("numbers")),
                        Optional.ofNullable(form.group("preRelease"))
                                .map(Version::parts)
                                .orElse(List.of())))
                : Optional.empty();
    }

    private static List<String> parts(String text) {
        return Stream.of(text.split("\\."))
                .map(part -> ZEROS_BEFORE_NUMBER.matcher(part).replaceFirst(""))
                .toList();
    }

    /** Returns the count of the numbers that are written. */
    int parts() {
        return numbers.size();
    }

    boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    boolean hasNumbersOf(Version other) {
        return compareNumbers(other) == 0;
    }

    /** Returns the index of the first number that is not zero, or of the last one if all are. */
    int firstThatCounts() {
        for (int place = 0; place < numbers.size(); place++) {
            if (!numbers.get(place).equals("0")) {
                return place;
            }
        }
        return numbers.size() - 1;
    }

    /** Returns the version with the number at this index one higher and nothing after it. */
    Version next(int place) {
        List<String> next = new ArrayList<>(numbers.subList(0, place));
        next.add(plusOne(numbers.get(place)));
        return new Version(next, List.of());
    }

    private static String plusOne(String number) {
        int nines = number.length();
        while (nines > 0 && number.charAt(nines - 1) == '9') {
            nines--;
        }
        String zeros = "0".repeat(number.length() - nines);
        return nines == 0
                ? "1" + zeros
                : number.substring(0, nines - 1) + (char) (number.charAt(nines - 1) + 1) + zeros;
    }

    @Override
    public int compareTo(Version other) {
        int order = compareNumbers(other);
        if (order != 0 || preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return order != 0 ? order : Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        return Arrays.compare(preRelease.toArray(String[]::new), other.preRelease.toArray(String[]::new), PARTS);
    }

    private int compareNumbers(Version other) {
        int order = 0;
        for (int place = 0; order == 0 && place < Math.max(numbers.size(), other.numbers.size()); place++) {
            order = PARTS.compare(number(place), other.number(place));
        }
        return order;
    }

    private String number(int place) {
        return place < numbers.size() ? numbers.get(place) : "0";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return 31
                        * numbers.stream()
                                .filter(number -> !number.equals("0"))
                                .toList()
                                .hashCode()
                + preRelease.hashCode();
    }

    @Override
    public String toString() {
        return String.join(".", numbers) + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease));
    }
}
