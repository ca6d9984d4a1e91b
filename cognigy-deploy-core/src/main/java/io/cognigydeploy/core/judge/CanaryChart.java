package io.cognigydeploy.core.judge;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.judge.SequentialJudge.SequentialJudgement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A chart of a decision: evidence, error rates and the canary's share over time. It is one SVG element, alone or inside
 * an HTML page. Lines differ both in colour and in pattern. It has no scripts and loads nothing.
 */
public final class CanaryChart {

    private static final double WIDTH = 860;
    private static final double LEFT = 64;
    private static final double RIGHT = 700;
    private static final String CANARY = "#b3261e";
    private static final String STABLE = "#1a5fb4";
    private static final String GOOD = "#26734d";
    private static final int LINE = 140;
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
        CanaryVerdict verdict = decision.verdict();
        put(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %.0f 560\""
                        + " font-family=\"sans-serif\" font-size=\"12\" aria-labelledby=\"canary-title canary-desc\">%n",
                WIDTH);
        put("<title id=\"canary-title\">Canary: %s</title>%n", Printable.markup(headline(verdict)));
        put("<desc id=\"canary-desc\">%s</desc>%n", Printable.markup(verdict.reason()));
        put("<rect width=\"%.0f\" height=\"560\" fill=\"#ffffff\"/>%n", WIDTH);
        String colour = switch (verdict.call()) {
            case ROLL_BACK -> CANARY;
            case PROMOTE -> GOOD;
            case CONTINUE, UNDECIDED -> "#333333";
        };
        put(
                "<text x=\"16\" y=\"24\" font-size=\"18\" font-weight=\"bold\" fill=\"%s\">%s</text>%n",
                colour, headline(verdict));
        int cut = halfWay(verdict.reason());
        put(
                "<text x=\"16\" y=\"40\" font-size=\"11\" fill=\"#333333\">%s</text>%n",
                Printable.markup(verdict.reason().substring(0, cut)));
        put(
                "<text x=\"16\" y=\"53\" font-size=\"11\" fill=\"#333333\">%s</text>%n",
                Printable.markup(verdict.reason().substring(cut)));
        evidence(decision);
        rates();
        shares();
        put("<text x=\"%.1f\" y=\"548\" fill=\"#555555\">%s</text>%n", LEFT, from.truncatedTo(ChronoUnit.SECONDS));
        put(
                "<text x=\"%.1f\" y=\"548\" text-anchor=\"end\" fill=\"#555555\">%s</text>%n",
                RIGHT, from.plusMillis((long) millis).truncatedTo(ChronoUnit.SECONDS));
        return svg.append("</svg>\n").toString();
    }

    /** Returns where a text is broken into two lines, if it is too long for one. */
    private static int halfWay(String text) {
        int blank = text.lastIndexOf(' ', LINE);
        return text.length() <= LINE || blank < 0 ? text.length() : blank + 1;
    }

    private static String headline(CanaryVerdict verdict) {
        return switch (verdict.call()) {
            case ROLL_BACK -> "Roll back";
            case PROMOTE -> "Promote";
            case CONTINUE -> "Continue";
            case UNDECIDED -> "Undecided";
        };
    }

    private void evidence(DecisionRecord decision) {
        double top = 64;
        double bottom = 244;
        if (!(decision.judge().begin() instanceof SequentialJudgement trial)) {
            title("Evidence: this judge weighs none", top);
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
        double low = -2;
        title("Evidence (e-value, logarithmic; decides at the dashed line)", top);
        for (int power = (int) low; power <= high; power++) {
            grid(
                    top,
                    bottom,
                    low,
                    high,
                    power,
                    power < 0 ? "1/" + (int) Math.pow(10, -power) : "" + (int) Math.pow(10, power));
        }
        threshold(top, bottom, low, high, rollBackAt, CANARY);
        if (promoteAt != rollBackAt) {
            threshold(top, bottom, low, high, promoteAt, GOOD);
        }
        line(against, top, bottom, low, high, CANARY, "");
        line(forIt, top, bottom, low, high, GOOD, "6 3");
        legend(top + 30, "against the canary", CANARY, "");
        legend(top + 50, "for the canary", GOOD, "6 3");
        outages(decision, top, bottom);
    }

    private void rates() {
        double top = 276;
        double bottom = 406;
        List<double[]> canary = smoothed(
                window -> rate(Optional.of(window.canary()), true),
                window -> rate(Optional.of(window.canary()), false));
        List<double[]> stable = smoothed(window -> rate(window.stable(), true), window -> rate(window.stable(), false));
        double high = 0.01;
        for (double[] point : canary) {
            high = Math.max(high, point[1]);
        }
        for (double[] point : stable) {
            high = Math.max(high, point[1]);
        }
        title("Error rate (over " + SMOOTHED + " windows)", top);
        for (int i = 0; i <= 4; i++) {
            grid(top, bottom, 0, high, high * i / 4, text("%.1f %%", 100 * high * i / 4));
        }
        line(stable, top, bottom, 0, high, STABLE, "2 2");
        line(canary, top, bottom, 0, high, CANARY, "");
        legend(top + 30, "canary", CANARY, "");
        legend(top + 50, "stable", STABLE, "2 2");
    }

    private static double rate(Optional<Arm> arm, boolean errors) {
        Optional<Arm> counted = arm.filter(each -> each.errors().isPresent());
        return errors
                ? counted.flatMap(Arm::errors).map(Errors::least).orElse(0L)
                : counted.map(Arm::conversations).orElse(0L);
    }

    private List<double[]> smoothed(ToDoubleFunction<Window> numerator, ToDoubleFunction<Window> denominator) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            double above = 0;
            double below = 0;
            for (int j = Math.max(0, i - SMOOTHED + 1); j <= i; j++) {
                above += numerator.applyAsDouble(windows.get(j));
                below += denominator.applyAsDouble(windows.get(j));
            }
            if (below > 0) {
                points.add(new double[] {x(windows.get(i).to()), above / below});
            }
        }
        return points;
    }

    private void shares() {
        double top = 438;
        double bottom = 524;
        title("Share of the traffic", top);
        for (int percent = 0; percent <= 100; percent += 50) {
            grid(top, bottom, 0, 100, percent, percent + " %");
        }
        List<double[]> points = new ArrayList<>();
        for (Window window : windows) {
            points.add(new double[] {x(window.from()), window.share()});
            points.add(new double[] {x(window.to()), window.share()});
        }
        line(points, top, bottom, 0, 100, CANARY, "");
        legend(top + 30, "canary", CANARY, "");
    }

    private void outages(DecisionRecord decision, double top, double bottom) {
        long refused = decision.observations().stream()
                .filter(Observation.Refused.class::isInstance)
                .peek(each -> put(
                        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" stroke=\"#888888\""
                                + " stroke-width=\"4\"/>%n",
                        x(each.at()), bottom - 8, bottom))
                .count();
        if (refused > 0) {
            legend(top + 70, refused + " looks without data", "#888888", "");
        }
    }

    private double x(Instant at) {
        return LEFT + (RIGHT - LEFT) * Duration.between(from, at).toMillis() / millis;
    }

    private void title(String text, double top) {
        put(
                "<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\" fill=\"#333333\">%s</text>%n",
                LEFT, top + 8, Printable.markup(text));
    }

    private void grid(double top, double bottom, double low, double high, double value, String label) {
        double y = y(top, bottom, low, high, value);
        put("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#dddddd\"/>%n", LEFT, RIGHT, y);
        put(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>%n",
                LEFT - 6, y + 4, Printable.markup(label));
    }

    private void threshold(double top, double bottom, double low, double high, double value, String colour) {
        double y = y(top, bottom, low, high, value);
        put(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"%4$s\" stroke-dasharray=\"10"
                        + " 6\"/>%n",
                LEFT, RIGHT, y, colour);
        put(
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%.3g</text>%n",
                LEFT + 4, y - 4, colour, StrictMath.pow(10, value));
    }

    private void line(
            List<double[]> points, double top, double bottom, double low, double high, String colour, String dashes) {
        if (points.isEmpty()) {
            return;
        }
        put(
                "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" stroke-dasharray=\"%s\" points=\"",
                colour, dashes);
        for (double[] point : points) {
            put("%.1f,%.1f ", point[0], y(top, bottom, low, high, point[1]));
        }
        put("\"/>%n");
    }

    private void legend(double y, String text, String colour, String dashes) {
        put(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"%4$s\" stroke-width=\"2\""
                        + " stroke-dasharray=\"%5$s\"/>%n",
                RIGHT + 12, RIGHT + 40, y, colour, dashes);
        put("<text x=\"%.1f\" y=\"%.1f\" fill=\"#333333\">%s</text>%n", RIGHT + 46, y + 4, Printable.markup(text));
    }

    /** Returns the position of a value; values outside of the panel are drawn at its edge. */
    private static double y(double top, double bottom, double low, double high, double value) {
        double share = Math.min(1, Math.max(0, (value - low) / (high - low)));
        return bottom - (bottom - top - 16) * share;
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values).replace("\r\n", "\n"));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
