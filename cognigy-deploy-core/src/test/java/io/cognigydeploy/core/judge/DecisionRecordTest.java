package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class DecisionRecordTest {

    private static final List<Judge> SHADOWS = List.of(
            Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 3.5), 15, 0),
            Judge.failureLimit(0.05, 5, 3, true),
            Judge.consecutiveLimit(0.05, 5, 3, false),
            Judge.ranks(0.98, 10, 50));

    private static List<Observation> observations(double canaryRate, long seed) {
        return Simulation.sample(
                new Scenario(
                        "record",
                        200,
                        40,
                        List.of(5.0, 25.0),
                        Scenario.Weather.INCIDENT,
                        0.03,
                        canaryRate,
                        Optional.of(new Scenario.Outage(11, 3)),
                        Optional.of(new Scenario.Means(3.8, 3.7, 0.25, 1150, 1))),
                seed);
    }

    @Test
    void judged_again_it_is_the_same_byte_for_byte() {
        for (Judge judge : List.of(
                Judge.sequential(),
                Judge.sequential(JudgeOptions.builder()
                        .metrics(List.of(Metric.ERROR_RATE, Metric.SATISFACTION, Metric.LATENCY))
                        .ratingsPerConversation(0.25)
                        .build()),
                Judge.sequential(JudgeOptions.builder()
                        .against(JudgeOptions.Against.LIMITS)
                        .metrics(List.of(Metric.ERROR_RATE, Metric.SATISFACTION, Metric.LATENCY))
                        .ratingsPerConversation(0.25)
                        .build()),
                SHADOWS.get(0),
                SHADOWS.get(3))) {
            for (double rate : new double[] {0.03, 0.2}) {
                DecisionRecord decision = DecisionRecord.of(judge, SHADOWS, observations(rate, 4), true);
                String json = decision.toJson();
                DecisionRecord read = DecisionRecord.parse(json);
                assertThat(read).isEqualTo(decision);
                assertThat(read.toJson()).isEqualTo(json);
                assertThat(read.replay().toJson()).isEqualTo(json);
            }
        }
    }

    /** Written by the version before counts were held against shares. */
    @Test
    void a_record_of_an_earlier_version_follows_from_its_own_rules_byte_for_byte() throws IOException {
        String stored;
        try (InputStream in = DecisionRecordTest.class.getResourceAsStream("decision-1.json")) {
            stored = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(DecisionRecord.parse(stored).replay().toJson()).isEqualTo(stored);
    }

    @Test
    void an_empty_record_is_undecided_and_can_be_read() {
        DecisionRecord empty = DecisionRecord.of(Judge.sequential(), List.of(), List.of(), true);
        assertThat(empty.verdict().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
        assertThat(DecisionRecord.parse(empty.toJson()).replay().toJson()).isEqualTo(empty.toJson());
    }

    @Test
    void shadows_decide_nothing_and_their_disagreement_is_reported() {
        DecisionRecord decision = DecisionRecord.of(
                Judge.sequential(),
                List.of(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0), Judge.sequential()),
                observations(0.03, 4),
                true);
        assertThat(decision.verdict().call()).isNotEqualTo(CanaryVerdict.Call.ROLL_BACK);
        assertThat(decision.shadowVerdicts()).hasSize(2);
        assertThat(decision.shadowVerdicts().get(0).disagrees()).isTrue();
        assertThat(decision.shadowVerdicts().get(1).disagrees()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"format\":\"other\"}",
                "{\"format\":\"cognigy-deploy/canary-decision/1\",\"judge\":{\"judge\":\"none\"}}"
            })
    void anything_else_is_refused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> DecisionRecord.parse(json));
    }

    @Test
    void a_record_that_was_tampered_with_does_not_follow() {
        String json = DecisionRecord.of(Judge.sequential(), List.of(), observations(0.2, 4), true)
                .toJson();
        String forged = json.replace("\"verdict\":\"roll_back\"", "\"verdict\":\"promote\"");
        assertThat(forged).isNotEqualTo(json);
        assertThat(DecisionRecord.parse(forged).replay().toJson()).isNotEqualTo(forged);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DecisionRecord.parse(
                        json.replace("\"canary\":{\"conversations\":", "\"canary\":{\"conversations\":-")));
    }

    @Test
    void options_are_json_for_a_manifest() {
        WatchOptions options = WatchOptions.builder()
                .judge(Judge.sequential(JudgeOptions.builder().margin(3).build()))
                .shadows(SHADOWS)
                .ramp(Ramp.percent(1, 10).cap(10))
                .atEnd(Policy.ASK)
                .build();
        String json = WatchOptions.toJson(options);
        assertThat(json)
                .contains("\"alpha\":0.05")
                .contains("\"margin\":3.0")
                .contains("\"ratios\":[1.5,2.0,3.0,5.0,10.0]");
        assertThat(WatchOptions.parse(json)).isEqualTo(options);
        assertThat(WatchOptions.toJson(WatchOptions.parse(json))).isEqualTo(json);
    }

    @Test
    void the_chart_is_well_formed_and_says_the_verdict() throws Exception {
        for (DecisionRecord decision : List.of(
                DecisionRecord.of(Judge.sequential(), List.of(), observations(0.2, 4), true),
                DecisionRecord.of(Judge.sequential(), List.of(), observations(0.03, 4), false),
                DecisionRecord.of(SHADOWS.get(3), List.of(), observations(0.03, 4), true),
                DecisionRecord.of(Judge.sequential(), List.of(), List.of(), true),
                DecisionRecord.of(Judge.sequential(), List.of(), List.of(Given.outage(0)), true))) {
            String svg = CanaryChart.svg(decision);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertThat(svg).contains("aria-label=").doesNotContain("NaN").doesNotContain("Infinity");
        }
    }
}
