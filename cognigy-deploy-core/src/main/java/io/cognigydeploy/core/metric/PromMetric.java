package io.cognigydeploy.core.metric;

import io.cognigydeploy.core.text.Argument;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expressions of one metric, and the figures that their values make. */
sealed interface PromMetric {

    /** A PromQL expression with places for the side and the length of the span. */
    record Query(String template) {

        static final String SIDE = "$arm";
        static final String RANGE = "$range";

        static final Pattern PLACE = Pattern.compile("\\$\\w*");
        static final int MAX_LENGTH = 2_000;

        /**
         * @param parameter the name of the expression in messages
         * @param places the places that the expression must have
         */
        static Query of(String parameter, String template, Set<String> places) {
            Argument.text(parameter, template);
            if (template.length() > MAX_LENGTH) {
                throw Argument.refused(parameter, "at most " + MAX_LENGTH + " characters", template);
            }
            Set<String> found = new HashSet<>();
            Matcher place = PLACE.matcher(template);
            while (place.find()) {
                found.add(place.group());
            }
            if (!found.containsAll(places) || !Set.of(SIDE, RANGE).containsAll(found)) {
                throw Argument.refused(
                        parameter,
                        "an expression with " + String.join(" and ", places) + " and no other place",
                        template);
            }
            return new Query(template);
        }

        String of(String side, long rangeMillis) {
            String range = rangeMillis % 1000 == 0 ? rangeMillis / 1000 + "s" : rangeMillis + "ms";
            return template.replace(SIDE, side).replace(RANGE, range);
        }
    }

    /** The values of an expression for one side, by segment. */
    @FunctionalInterface
    interface Values {

        Map<String, Double> of(String what, Query query) throws UnusableFigures;
    }

    NamedMetric.Form form();

    /** Returns the figures of one side by segment; empty if it had no case. */
    Map<String, Figures> figures(Values values) throws UnusableFigures;

    /**
     * Expressions of counts.
     *
     * @param isZero whether a numerator without a series is zero
     */
    record Counts(Query numerator, Query denominator, boolean isZero) implements PromMetric {

        @Override
        public NamedMetric.Form form() {
            return NamedMetric.Form.COUNTS;
        }

        @Override
        public Map<String, Figures> figures(Values values) throws UnusableFigures {
            Map<String, Double> all = values.of("the denominator", denominator);
            Map<String, Double> some = values.of("the numerator", numerator);
            for (String segment : some.keySet()) {
                if (!all.containsKey(segment)) {
                    throw new UnusableFigures(
                            MetricDefect.INCONSISTENT, "a numerator" + of(segment) + " without a denominator");
                }
            }
            Map<String, Figures> figures = new TreeMap<>();
            for (Map.Entry<String, Double> each : all.entrySet()) {
                String segment = each.getKey();
                Double value = some.get(segment);
                if (value == null && !isZero) {
                    throw new UnusableFigures(MetricDefect.ABSENT, "no numerator" + of(segment));
                }
                figures.put(segment, counted(segment, value == null ? 0 : value, each.getValue()));
            }
            return figures;
        }

        /** Returns whole counts. Prometheus extrapolates, so a numerator may be the larger by a part of one case. */
        private static Figures counted(String segment, double numerator, double denominator) throws UnusableFigures {
            long some = Numbers.count("the numerator" + of(segment), numerator);
            long all = Numbers.count("the denominator" + of(segment), denominator);
            if (some > all + 1) {
                throw new UnusableFigures(
                        MetricDefect.INCONSISTENT,
                        "a numerator of " + some + of(segment) + ", above its denominator of " + all);
            }
            return new Figures.Counted(Math.min(some, all), all);
        }
    }

    /** Expressions of means. */
    record Means(Query mean, Query n, Optional<Query> spread) implements PromMetric {

        @Override
        public NamedMetric.Form form() {
            return NamedMetric.Form.MEANS;
        }

        @Override
        public Map<String, Figures> figures(Values values) throws UnusableFigures {
            Map<String, Long> counts = new TreeMap<>();
            for (Map.Entry<String, Double> each : values.of("the count", n).entrySet()) {
                long count = Numbers.count("the count" + of(each.getKey()), each.getValue());
                if (count > 0) {
                    counts.put(each.getKey(), count);
                }
            }
            Map<String, Figures> figures = new TreeMap<>();
            if (counts.isEmpty()) {
                // The mean of no case is NaN, and is not asked for.
                return figures;
            }
            Map<String, Double> means = values.of("the mean", mean);
            Map<String, Double> spreads = spread.isPresent() ? values.of("the spread", spread.get()) : Map.of();
            for (Map.Entry<String, Long> each : counts.entrySet()) {
                String segment = each.getKey();
                Double value = means.get(segment);
                if (value == null) {
                    throw new UnusableFigures(MetricDefect.ABSENT, "no mean" + of(segment));
                }
                Double own = spreads.get(segment);
                if (own != null) {
                    own = Numbers.spread("the spread" + of(segment), own);
                }
                figures.put(segment, new Figures.Averaged(value, each.getValue(), Optional.ofNullable(own)));
            }
            return figures;
        }
    }

    private static String of(String segment) {
        return segment.equals(Sides.ALL) ? "" : " of " + segment;
    }
}
