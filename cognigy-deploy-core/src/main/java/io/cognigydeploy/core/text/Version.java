package io.cognigydeploy.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version as people and platforms write it, and the only reader of versions here. It has any count of numbers of any
 * length between dots, perhaps a {@code v} before them, perhaps a pre-release and build metadata behind them.
 *
 * <p>Versions compare by Semantic Versioning 2.0.0 precedence. Numbers that are left out count as zero, and leading zeros
 * do not count. Equal is what compares as equal, so {@code v2.4} equals {@code 2.04.0+build}.
 */
public final class Version implements Comparable<Version> {

    private final List<String> numbers;
    private final List<String> preRelease;

    private Version(List<String> numbers, List<String> preRelease) {
        this.numbers = List.copyOf(numbers);
        this.preRelease = List.copyOf(preRelease);
    }

    /** Reads a version; empty if the text is none, such as {@code latest}. White space around it does not count. */
    public static Optional<Version> parse(String text) {
        String stripped = text.strip();
        int begin = stripped.startsWith("v") || stripped.startsWith("V") ? 1 : 0;
        int end = begin;
        while (end < stripped.length() && (isDigit(stripped.charAt(end)) || stripped.charAt(end) == '.')) {
            end++;
        }
        List<String> numbers = new ArrayList<>();
        for (String number : stripped.substring(begin, end).split("\\.", -1)) {
            if (number.isEmpty()) {
                return Optional.empty();
            }
            numbers.add(withoutZeros(number));
        }
        return preRelease(stripped.substring(end)).map(identifiers -> new Version(numbers, identifiers));
    }

    /** Returns the text after the numbers, without the build metadata; empty if it is neither. */
    private static Optional<List<String>> preRelease(String rest) {
        int plus = rest.indexOf('+');
        if (plus >= 0 && !areIdentifiers(rest.substring(plus + 1))) {
            return Optional.empty();
        }
        String text = plus >= 0 ? rest.substring(0, plus) : rest;
        if (text.isEmpty()) {
            return Optional.of(List.of());
        }
        if (text.charAt(0) != '-' || !areIdentifiers(text.substring(1))) {
            return Optional.empty();
        }
        List<String> identifiers = new ArrayList<>();
        for (String identifier : text.substring(1).split("\\.", -1)) {
            identifiers.add(isNumber(identifier) ? withoutZeros(identifier) : identifier);
        }
        return Optional.of(identifiers);
    }

    private static boolean areIdentifiers(String text) {
        for (String identifier : text.split("\\.", -1)) {
            if (identifier.isEmpty() || !identifier.chars().allMatch(Version::isInIdentifier)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInIdentifier(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }

    /** Returns whether a character is an ASCII digit; {@link Character#isDigit} also accepts those of other scripts. */
    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(Version::isDigit);
    }

    private static String withoutZeros(String number) {
        int first = 0;
        while (first < number.length() - 1 && number.charAt(first) == '0') {
            first++;
        }
        return number.substring(first);
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
        for (int place = 0; place < Math.min(preRelease.size(), other.preRelease.size()); place++) {
            String one = preRelease.get(place);
            String another = other.preRelease.get(place);
            order = isNumber(one) && isNumber(another)
                    ? compareNumber(one, another)
                    : isNumber(one) != isNumber(another) ? (isNumber(one) ? -1 : 1) : one.compareTo(another);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private int compareNumbers(Version other) {
        for (int place = 0; place < Math.max(numbers.size(), other.numbers.size()); place++) {
            int order = compareNumber(number(place), other.number(place));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private String number(int place) {
        return place < numbers.size() ? numbers.get(place) : "0";
    }

    private static int compareNumber(String one, String other) {
        return one.length() == other.length() ? one.compareTo(other) : Integer.compare(one.length(), other.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        int last = numbers.size();
        while (last > 1 && numbers.get(last - 1).equals("0")) {
            last--;
        }
        return 31 * numbers.subList(0, last).hashCode() + preRelease.hashCode();
    }

    @Override
    public String toString() {
        return String.join(".", numbers) + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease));
    }
}
