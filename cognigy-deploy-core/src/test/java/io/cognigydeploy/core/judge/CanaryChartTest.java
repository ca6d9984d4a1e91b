package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.Observation.Arm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Positions in the chart. The time runs from 64 to 700. The panels are from 64 to 244, from 276 to 406 and from 438 to 524, each
 * with a line of 16 for its title; a value is where its part of the rest is.
 */
class CanaryChartTest {

    /**
     * Four minutes and the fifth without data. The e-values against the canary are 1.2475, 3.0935, 2.0599 and 19.170; those for it
     * follow from the same probabilities of Fisher's distribution, by mpmath.
     */
    private static final List<Observation> COURSE = List.of(
            window(0, 5, Arm.of(10, 1), Optional.of(Arm.of(190, 5))),
            window(1, 5, Arm.of(12, 2), Optional.of(Arm.of(188, 6))),
            window(2, 5, Arm.of(9, 0), Optional.of(Arm.of(191, 4))),
            window(3, 25, Arm.of(11, 3), Optional.of(Arm.of(189, 7))),
            outage(4));

    private static DecisionRecord decided(Judge judge, List<Observation> course) {
        return DecisionRecord.of(judge, List.of(), course, false);
    }

    /** The height of a panel's plot from its bottom, in tenths as they are printed. */
    private static String y(double top, double bottom, double part) {
        return String.format(Locale.ROOT, "%.1f", bottom - (bottom - top - 16) * part);
    }

    /** The points of a line, by the name that its legend gives it: the polyline before it. */
    private static List<String> points(String svg, String panel, String name) {
        String after = svg.substring(svg.indexOf(panel));
        String before = after.substring(0, after.indexOf(">" + name + "<"));
        var found = Pattern.compile("points=\"([^\"]*)\"").matcher(before.substring(before.lastIndexOf("<polyline")));
        assertThat(found.find()).isTrue();
        return List.of(found.group(1).trim().split(" "));
    }

    @Test
    void evidence_stands_at_its_power_of_ten() {
        String svg = CanaryChart.svg(decided(Judge.sequential(), COURSE));

        // From 1/100 to 20 and one power more: log10 20 is 1.30103, so 5.30103 - 1 powers.
        double height = 2 + 1.301029995663981 + 1;
        double[] logs = {0.0960280, 0.4904446, 0.3138535, 1.2826202};
        double[] minutes = {191.2, 318.4, 445.6, 572.8};
        List<String> against = points(svg, "Evidence", "against the canary");
        assertThat(against).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(against.get(i)).isEqualTo(minutes[i] + "," + y(64, 244, (logs[i] + 2) / height));
        }
        double[] powersFor = {-0.17528978782, -0.57792427603, -0.50197166003, -1.17702959568};
        List<String> forIt = points(svg, "Evidence", "for the canary");
        for (int i = 0; i < 4; i++) {
            assertThat(forIt.get(i)).isEqualTo(minutes[i] + "," + y(64, 244, (powersFor[i] + 2) / height));
        }
        String limit = y(64, 244, (2 + 1.301029995663981) / height);
        assertThat(svg)
                .contains("<line x1=\"64.0\" y1=\"" + limit + "\" x2=\"700.0\" y2=\"" + limit
                        + "\" stroke=\"#b3261e\" stroke-dasharray=\"10 6\"/>")
                .contains(">20.0</text>")
                .contains("<text x=\"58.0\" y=\"248.0\" fill=\"#555555\" text-anchor=\"end\">1/100</text>")
                .contains(">1/10</text>")
                .contains(">1</text>")
                .contains(">10</text>")
                .contains(">100</text>")
                .doesNotContain(">1000</text>")
                .contains("<text x=\"64.0\" y=\"72.0\" fill=\"#333333\" font-weight=\"bold\">Evidence (e-value")
                .contains("<line x1=\"700.0\" y1=\"236.0\" x2=\"700.0\" y2=\"244.0\" stroke=\"#888888\"")
                .contains("<text x=\"746.0\" y=\"98.0\" fill=\"#333333\">against the canary</text>")
                .contains("<text x=\"746.0\" y=\"118.0\" fill=\"#333333\">for the canary</text>")
                .contains("<text x=\"746.0\" y=\"138.0\" fill=\"#333333\">1 looks without data</text>")
                .contains("<line x1=\"712.0\" y1=\"94.0\" x2=\"740.0\" y2=\"94.0\" stroke=\"#b3261e\"");
    }

    @Test
    void two_limits_are_drawn_where_they_differ() {
        String same = CanaryChart.svg(decided(Judge.sequential(), COURSE));
        String other = CanaryChart.svg(
                decided(Judge.sequential(JudgeOptions.builder().beta(0.002).build()), COURSE));

        assertThat(same.split("stroke-dasharray=\"10 6\"", -1)).hasSize(2);
        assertThat(other.split("stroke-dasharray=\"10 6\"", -1)).hasSize(3);
        // The higher limit is 500, whose logarithm is 2.69897, with one power above it.
        String limit = y(64, 244, (2 + 2.6989700043360187) / (3 + 2.6989700043360187));
        assertThat(other)
                .contains("y1=\"" + limit + "\" x2=\"700.0\" y2=\"" + limit + "\" stroke=\"#26734d\"")
                .contains(">1000</text>");
    }

    /** Of the canary 1/10, 3/22, 3/31 and 6/42; of stable 5/190, 11/378, 15/569 and 22/758. */
    @Test
    void error_rates_are_those_of_five_windows() {
        String svg = CanaryChart.svg(decided(Judge.sequential(), COURSE));
        double high = 6 / 42.0;

        assertThat(points(svg, "Error rate", "canary"))
                .containsExactly(
                        "191.2," + y(276, 406, 0.1 / high),
                        "318.4," + y(276, 406, 3 / 22.0 / high),
                        "445.6," + y(276, 406, 3 / 31.0 / high),
                        "572.8," + y(276, 406, 1));
        assertThat(points(svg, "Error rate", "stable"))
                .containsExactly(
                        "191.2," + y(276, 406, 5 / 190.0 / high),
                        "318.4," + y(276, 406, 11 / 378.0 / high),
                        "445.6," + y(276, 406, 15 / 569.0 / high),
                        "572.8," + y(276, 406, 22 / 758.0 / high));
        assertThat(svg).contains(">0.0 %</text>", ">3.6 %</text>", ">7.1 %</text>", ">10.7 %</text>", ">14.3 %</text>");

        for (int i = 0; i <= 4; i++) {
            String at = y(276, 406, i / 4.0);
            assertThat(svg).contains("y1=\"" + at + "\" x2=\"700.0\" y2=\"" + at + "\" stroke=\"#dddddd\"");
        }

        // The sixth window leaves out the first.
        List<Observation> six = IntStream.range(0, 6)
                .<Observation>mapToObj(i -> window(i, 10, i == 0 ? 6 : 1, 190, 4))
                .toList();
        List<String> rates = points(CanaryChart.svg(decided(Judge.ranks(0.98, 9, 9), six)), "Error rate", "canary");
        assertThat(rates.get(5)).endsWith("," + y(276, 406, 5 / 50.0 / 0.6));
    }

    @Test
    void shares_are_steps_over_their_windows() {
        String svg = CanaryChart.svg(decided(Judge.sequential(), COURSE));

        assertThat(points(svg, "Share of the traffic", "canary"))
                .containsExactly(
                        "64.0," + y(438, 524, 0.05),
                        "191.2," + y(438, 524, 0.05),
                        "191.2," + y(438, 524, 0.05),
                        "318.4," + y(438, 524, 0.05),
                        "318.4," + y(438, 524, 0.05),
                        "445.6," + y(438, 524, 0.05),
                        "445.6," + y(438, 524, 0.25),
                        "572.8," + y(438, 524, 0.25));
        assertThat(svg)
                .contains(">0 %</text>", ">50 %</text>", ">100 %</text>")
                .contains("<text x=\"64.0\" y=\"548.0\" fill=\"#555555\">2026-11-20T10:00:00Z</text>")
                .contains(
                        "<text x=\"700.0\" y=\"548.0\" fill=\"#555555\" text-anchor=\"end\">2026-11-20T10:05:00Z</text>");
    }

    /** No line has more than 140 characters, none is lost, and what is below moves down by 13 for each after the second. */
    @Test
    void the_reason_stands_above_in_lines() {
        DecisionRecord decision = decided(Judge.sequential(), COURSE);
        String svg = CanaryChart.svg(decision);
        String expected = decision.verdict().reason() + " In numbers: "
                + decision.verdict().grounds().evidence().orElseThrow().describe() + ".";
        var lines = Pattern.compile("<text x=\"16.0\" y=\"([0-9.]+)\" fill=\"#333333\" font-size=\"11\">([^<]*)<")
                .matcher(svg)
                .results()
                .toList();

        assertThat(String.join(" ", lines.stream().map(line -> line.group(2)).toList()))
                .isEqualTo(expected);
        assertThat(lines).hasSizeGreaterThan(2).allMatch(line -> line.group(2).length() <= 140);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(Double.parseDouble(lines.get(i).group(1))).isEqualTo(40 + 13 * i);
        }
        int lower = 13 * (lines.size() - 2);
        assertThat(svg)
                .contains("viewBox=\"0 0 860 " + (560 + lower) + "\"")
                .contains("<g transform=\"translate(0 " + lower + ")\">")
                .contains("aria-label=\"Canary: Continue\"")
                .contains("font-size=\"18\" font-weight=\"bold\">Continue</text>")
                .endsWith("</g>\n</svg>\n");
    }

    @Test
    void a_verdict_has_its_colour_and_a_judge_without_evidence_has_none() {
        Judge threshold = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0);
        String back = CanaryChart.svg(decided(threshold, COURSE));
        assertThat(back)
                .contains("y=\"24.0\" fill=\"#b3261e\" font-size=\"18\" font-weight=\"bold\">Roll back</text>")
                .contains("Evidence: this judge weighs none")
                .doesNotContain("against the canary");
        String promoted = CanaryChart.svg(decided(Judge.sequential(), List.of(window(0, 50, 0, 950, 400))));
        assertThat(promoted).contains("fill=\"#26734d\" font-size=\"18\" font-weight=\"bold\">Promote</text>");
        // The judge of arms that are not randomised shows the evidence of its comparison.
        assertThat(CanaryChart.svg(decided(Judge.notRandomised(threshold, Judge.sequential()), COURSE)))
                .contains(">against the canary<");
    }

    @Test
    void values_outside_of_a_panel_are_at_its_edge() {
        String svg = CanaryChart.svg(decided(Judge.sequential(), List.of(window(0, 1000, 900, 9000, 90))));

        assertThat(points(svg, "Evidence", "against the canary")).containsExactly("700.0,80.0");
        assertThat(points(svg, "Evidence", "for the canary")).containsExactly("700.0,244.0");
    }

    @Test
    void a_window_without_counts_has_no_point_and_a_caveat_is_a_line() {
        Arm slow = new Arm(0, Optional.empty(), Optional.empty(), Optional.of(900.0));
        Arm none = Arm.of(0, 0);
        String svg = CanaryChart.svg(decided(
                Judge.threshold(Map.of(Metric.ERROR_RATE, 0.5, Metric.LATENCY, 5000.0), 15, 0),
                List.of(
                        window(0, 5, slow, Optional.empty()),
                        window(1, 5, none, Optional.empty()),
                        window(2, 5, Arm.of(20, 1), Optional.empty()))));

        assertThat(points(svg, "Error rate", "canary")).hasSize(1);
        assertThat(svg)
                .contains(
                        ">The platform does not count conversations: a mean over very few looks like one over many.<");
    }
}
