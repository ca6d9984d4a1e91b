package io.cognigydeploy.core.judge;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.judge.SequentialJudge.SequentialJudgement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A chart of a decision: evidence, error rates and the canary's share over time. It is one SVG element, alone or inside
 * an HTML page. Lines differ both in colour and in pattern. It has no scripts and loads nothing.
 */
public final class CanaryChart {

    private static final double LEFT = 64;
    private static final double RIGHT = 700;
    private static final String CANARY = "#b3261e";
    private static final String STABLE = "#1a5fb4";
    private static final String GOOD = "#26734d";
    private static final String DARK = "#333333";
    private static final String PALE = "#555555";
    private static final String OUTAGE = "#888888";
    private static final String AT_ITS_END = " text-anchor=\"end\"";
    private static final int LINE = 140;
    private static final int LINE_HEIGHT = 13;
    private static final int SMOOTHED = 5;
    private static final double LOG10 = StrictMath.log(10);

    private final StringBuilder svg = new StringBuilder();
    private final List<Window> windows;
    private final Instant from;
    private final double millis;

    private CanaryChart(DecisionRecord decision) {
        windows = decision.observations().stream()
                .filter(Window.class::isInstance)
                .map(Window.class::cast)
                .toList();
        List<Observation> all = decision.observations();
        Instant last = all.isEmpty() ? Instant.EPOCH : all.get(all.size() - 1).at();
        from = windows.isEmpty()
                ? all.isEmpty() ? Instant.EPOCH : all.get(0).at()
                : windows.get(0).from();
        millis = Math.max(1, Duration.between(from, last).toMillis());
    }

    /** Draws a decision. */
    public static String svg(DecisionRecord decision) {
        return new CanaryChart(decision).draw(decision);
    }

    private String draw(DecisionRecord decision) {
        CanaryVerdict.Call call = decision.verdict().call();
        String headline = call.name().charAt(0)
                + call.name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        List<String> lines = lines(decision.verdict());
        // Room for two lines is there anyway.
        int lower = LINE_HEIGHT * Math.max(0, lines.size() - 2);
        put("""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 860 %d" font-family="sans-serif"\
             font-size="12" aria-label="Canary: %s">
            <desc>%s</desc>
            <rect width="860" height="%1$d" fill="#ffffff"/>
            """, 560 + lower, headline, Printable.markup(String.join(" ", lines)));
        String colour = switch (call) {
            case ROLL_BACK -> CANARY;
            case PROMOTE -> GOOD;
            case CONTINUE, UNDECIDED -> DARK;
        };
        text(16, 24, colour, " font-size=\"18\" font-weight=\"bold\"", headline);
        for (int i = 0; i < lines.size(); i++) {
            text(16, 40 + i * LINE_HEIGHT, DARK, " font-size=\"11\"", lines.get(i));
        }
        put("<g transform=\"translate(0 %d)\">\n", lower);
        evidence(decision);
        rates();
        shares();
        text(LEFT, 548, PALE, "", from.truncatedTo(ChronoUnit.SECONDS).toString());
        Instant end = from.plusMillis((long) millis).truncatedTo(ChronoUnit.SECONDS);
        text(RIGHT, 548, PALE, AT_ITS_END, end.toString());
        return svg.append("</g>\n</svg>\n").toString();
    }

    /** Returns the reason in words, what it could not exclude, and the numbers. */
    private static List<String> lines(CanaryVerdict verdict) {
        List<String> lines = new ArrayList<>(wrapped(verdict.reason()));
        verdict.grounds().cannotExclude().forEach(caveat -> lines.addAll(wrapped(caveat)));
        verdict.grounds()
                .evidence()
                .ifPresent(weight -> lines.addAll(wrapped("In numbers: " + weight.describe() + ".")));
        return lines;
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > LINE && rest.lastIndexOf(' ', LINE) > 0) {
            int cut = rest.lastIndexOf(' ', LINE);
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut + 1);
        }
        lines.add(rest);
        return lines;
    }

    private void evidence(DecisionRecord decision) {
        Judge judge = decision.judge() instanceof NotRandomisedJudge both ? both.comparison() : decision.judge();
        if (!(judge.begin(decision.rules()) instanceof SequentialJudgement trial)) {
            new Panel("Evidence: this judge weighs none", 64, 244, 0, 1);
            return;
        }
        List<double[]> against = new ArrayList<>();
        List<double[]> forIt = new ArrayList<>();
        for (Observation observation : decision.observations()) {
            trial.add(observation);
            if (observation instanceof Window) {
                against.add(new double[] {x(observation.at()), trial.logRollBack() / LOG10});
                forIt.add(new double[] {x(observation.at()), trial.logPromote() / LOG10});
            }
        }
        double rollBackAt = trial.weight().orElseThrow().rollBackAt() / LOG10;
        double promoteAt = trial.weight().orElseThrow().promoteAt() / LOG10;
        double high = Math.max(rollBackAt, promoteAt) + 1;
        Panel panel = new Panel("Evidence (e-value, logarithmic; decides at the dashed line)", 64, 244, -2, high);
        for (int power = -2; power <= high; power++) {
            panel.grid(power, power < 0 ? "1/" + (int) Math.pow(10, -power) : "" + (int) Math.pow(10, power));
        }
        panel.threshold(rollBackAt, CANARY);
        if (promoteAt != rollBackAt) {
            panel.threshold(promoteAt, GOOD);
        }
        panel.line("against the canary", CANARY, "", against);
        panel.line("for the canary", GOOD, "6 3", forIt);
        panel.outages(decision.observations());
    }

    private void rates() {
        List<double[]> canary = rates(window -> Optional.of(window.canary()));
        List<double[]> stable = rates(Window::stable);
        double high = Stream.concat(canary.stream(), stable.stream())
                .mapToDouble(point -> point[1])
                .reduce(0.01, Math::max);
        Panel panel = new Panel("Error rate (over " + SMOOTHED + " windows)", 276, 406, 0, high);
        for (int i = 0; i <= 4; i++) {
            panel.grid(high * i / 4, String.format(Locale.ROOT, "%.1f %%", 100 * high * i / 4));
        }
        panel.line("canary", CANARY, "", canary);
        panel.line("stable", STABLE, "2 2", stable);
    }

    private List<double[]> rates(Function<Window, Optional<Arm>> side) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            List<Arm> counted = windows.subList(Math.max(0, i - SMOOTHED + 1), i + 1).stream()
                    .flatMap(window -> side.apply(window).stream())
                    .filter(arm -> arm.errors().isPresent())
                    .toList();
            double conversations =
                    counted.stream().mapToLong(Arm::conversations).sum();
            double errors = counted.stream()
                    .mapToLong(arm -> arm.errors().orElseThrow().least())
                    .sum();
            if (conversations > 0) {
                points.add(new double[] {x(windows.get(i).to()), errors / conversations});
            }
        }
        return points;
    }

    private void shares() {
        Panel panel = new Panel("Share of the traffic", 438, 524, 0, 100);
        for (int percent = 0; percent <= 100; percent += 50) {
            panel.grid(percent, percent + " %");
        }
        panel.line(
                "canary",
                CANARY,
                "",
                windows.stream()
                        .flatMap(window ->
                                Stream.of(window.from(), window.to()).map(at -> new double[] {x(at), window.share()}))
                        .toList());
    }

    private double x(Instant at) {
        return LEFT + (RIGHT - LEFT) * Duration.between(from, at).toMillis() / millis;
    }

    /** One of the diagrams, which stand below each other. */
    private final class Panel {

        private final double top;
        private final double bottom;
        private final double low;
        private final double high;
        private double legend;

        Panel(String title, double top, double bottom, double low, double high) {
            this.top = top;
            this.bottom = bottom;
            this.low = low;
            this.high = high;
            legend = top + 30;
            text(LEFT, top + 8, DARK, " font-weight=\"bold\"", title);
        }

        void grid(double value, String label) {
            stroke(LEFT, y(value), RIGHT, y(value), "#dddddd", "");
            text(LEFT - 6, y(value) + 4, PALE, AT_ITS_END, label);
        }

        void threshold(double value, String colour) {
            stroke(LEFT, y(value), RIGHT, y(value), colour, " stroke-dasharray=\"10 6\"");
            text(LEFT + 4, y(value) - 4, colour, "", ResultInWords.eValue(value * LOG10));
        }

        void line(String name, String colour, String dashes, List<double[]> points) {
            String style = " stroke-width=\"2\" stroke-dasharray=\"" + dashes + "\"";
            if (!points.isEmpty()) {
                put("<polyline fill=\"none\" stroke=\"%s\"%s points=\"", colour, style);
                points.forEach(point -> put("%.1f,%.1f ", point[0], y(point[1])));
                put("\"/>\n");
            }
            legend(name, colour, style);
        }

        void outages(List<Observation> observations) {
            List<Observation> refused = observations.stream()
                    .filter(Observation.Refused.class::isInstance)
                    .toList();
            for (Observation each : refused) {
                stroke(x(each.at()), bottom - 8, x(each.at()), bottom, OUTAGE, " stroke-width=\"4\"");
            }
            if (!refused.isEmpty()) {
                legend(refused.size() + " looks without data", OUTAGE, " stroke-width=\"2\"");
            }
        }

        private void legend(String name, String colour, String style) {
            stroke(RIGHT + 12, legend, RIGHT + 40, legend, colour, style);
            text(RIGHT + 46, legend + 4, DARK, "", name);
            legend += 20;
        }

        /** Returns the position of a value; values outside of the panel are drawn at its edge. */
        private double y(double value) {
            double share = Double.isNaN(value) ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)));
            return bottom - (bottom - top - 16) * share;
        }
    }

    private void stroke(double x1, double y1, double x2, double y2, String colour, String style) {
        put("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>\n", x1, y1, x2, y2, colour, style);
    }

    private void text(double x, double y, String colour, String style, String text) {
        put("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\"%s>%s</text>\n", x, y, colour, style, Printable.markup(text));
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
