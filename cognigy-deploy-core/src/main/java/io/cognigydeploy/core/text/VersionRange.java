package io.cognigydeploy.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that a dependency may have, in the form of npm. Examples are {@code ^3.1}, {@code ~1.2.3}, {@code
 * >=3.0.0 <4.0.0}, {@code 1.x}, {@code 1.2 - 1.4}, and alternatives between {@code ||}. A version of fewer than three
 * numbers, such as {@code 1.2}, means all that begin with it; {@code *} means every version.
 *
 * <p>A pre-release is only in a range that names a pre-release of the same numbers.
 */
public record VersionRange(List<List<VersionRange.Bound>> alternatives) {

    private static final Pattern COMPARATOR =
            Pattern.compile("(?<operator>>=|<=|>|<|=|\\^|~|)\\s*+(?<version>[^\\s,<>=^~]++)");
    private static final Pattern BETWEEN = Pattern.compile("[\\s,]*+");
    private static final Pattern HYPHEN = Pattern.compile("\\s++-\\s++");
    private static final String ANY = "(?:[xX*])";
    private static final Pattern WILDCARD =
            Pattern.compile("(?<begin>[vV]?+[0-9.]*?)\\.?" + ANY + "(?:\\." + ANY + ")*+");

    private enum Side {
        AT_LEAST,
        ABOVE,
        AT_MOST,
        BELOW,
        EQUAL
    }

    /** One limit of a range. */
    record Bound(Side side, Version version) {

        boolean holds(Version other) {
            int order = other.compareTo(version);
            return switch (side) {
                case AT_LEAST -> order >= 0;
                case ABOVE -> order > 0;
                case AT_MOST -> order <= 0;
                case BELOW -> order < 0;
                case EQUAL -> order == 0;
            };
        }
    }

    /** Reads a range; empty if the text is none, such as {@code latest}, or blank. */
    public static Optional<VersionRange> parse(String text) {
        List<List<Bound>> alternatives = new ArrayList<>();
        for (String alternative : text.split("\\|\\|", -1)) {
            Optional<List<Bound>> bounds = alternative(alternative.strip());
            if (bounds.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(bounds.get());
        }
        return Optional.of(new VersionRange(alternatives));
    }

    /**
     * Returns whether a version is in the range. A pre-release is in it only if a bound names a pre-release of the same
     * numbers, as in npm.
     */
    public boolean contains(Version version) {
        return alternatives.stream()
                .anyMatch(bounds -> bounds.stream().allMatch(bound -> bound.holds(version))
                        && (!version.isPreRelease()
                                || bounds.isEmpty()
                                || bounds.stream()
                                        .map(Bound::version)
                                        .anyMatch(named -> named.isPreRelease() && named.hasNumbersOf(version))));
    }

    private static Optional<List<Bound>> alternative(String text) {
        String[] ends = HYPHEN.split(text, -1);
        if (ends.length == 2) {
            return comparator(">=", ends[0])
                    .flatMap(from -> comparator("<=", ends[1]).map(to -> both(from, to)));
        }
        List<Bound> all = new ArrayList<>();
        Matcher one = COMPARATOR.matcher(text);
        Matcher between = BETWEEN.matcher(text);
        int at = 0;
        do {
            if (!one.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            Optional<List<Bound>> bounds = comparator(one.group("operator"), one.group("version"));
            if (bounds.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(bounds.get());
            at = between.region(one.end(), text.length()).lookingAt() ? between.end() : one.end();
        } while (at < text.length());
        return Optional.of(all);
    }

    private static List<Bound> both(List<Bound> one, List<Bound> other) {
        List<Bound> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    /** Returns the bounds; no bounds at all are the range of every version. */
    private static Optional<List<Bound>> comparator(String operator, String text) {
        Matcher wildcard = WILDCARD.matcher(text);
        boolean open = wildcard.matches();
        String begin = open ? wildcard.group("begin") : text;
        if (open && begin.isEmpty()) {
            return operator.equals(">") || operator.equals("<") ? Optional.empty() : Optional.of(List.of());
        }
        return Version.parse(begin)
                .map(version -> bounds(operator, version, open || (version.parts() < 3 && !version.isPreRelease())));
    }

    /** @param open whether the version stands for all that begin with it */
    private static List<Bound> bounds(String operator, Version version, boolean open) {
        int last = version.parts() - 1;
        return switch (operator) {
            case ">=" -> List.of(new Bound(Side.AT_LEAST, version));
            case "<" -> List.of(new Bound(Side.BELOW, version));
            case ">" -> List.of(open ? new Bound(Side.AT_LEAST, version.next(last)) : new Bound(Side.ABOVE, version));
            case "<=" -> List.of(open ? new Bound(Side.BELOW, version.next(last)) : new Bound(Side.AT_MOST, version));
            case "^" -> upTo(version, version.firstThatCounts());
            case "~" -> upTo(version, Math.min(1, last));
            default -> open ? upTo(version, last) : List.of(new Bound(Side.EQUAL, version));
        };
    }

    private static List<Bound> upTo(Version version, int place) {
        return List.of(new Bound(Side.AT_LEAST, version), new Bound(Side.BELOW, version.next(place)));
    }
}
