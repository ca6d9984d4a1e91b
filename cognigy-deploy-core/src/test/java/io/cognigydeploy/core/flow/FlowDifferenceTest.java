package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowDifference.DifferenceKind;
import io.cognigydeploy.core.flow.FlowDifference.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowDifferenceTest {

    static FlowDocument.Summary flow(String id, String version, String hash) {
        return new FlowDocument.Summary(id, "Name of " + id, version, Optional.of("env_dev"), hash, List.of());
    }

    // Versions were copied and never compared: downgrades and unchanged flows were pushed alike.
    @ParameterizedTest
    @CsvSource({
        // the flow's version, hash, the target's version, hash, kind, verdict
        "1.2.0,  h1, 1.2.0,  h1, UNCHANGED,    pass",
        "1.2.0,  h1, 1.1.0,  h2, UPGRADE,      pass",
        "1.10.0, h1, 1.9.0,  h2, UPGRADE,      pass",
        "2.0.0,  h1, 1.99.99,h2, UPGRADE,      pass",
        "1.9.0,  h1, 1.10.0, h2, DOWNGRADE,    fail",
        "1.1.9,  h1, 1.2.0,  '', DOWNGRADE,    fail",
        "1.2.0,  h1, 1.2.0,  h2, SAME_VERSION, pass",
        "1.2.0,  h1, 1.2.0,  '', SAME_VERSION, pass",
        "1.02.0, h1, 1.2.0,  h2, SAME_VERSION, pass",
        "99999999999999999999.0.0, h1, 2.0.0, h2, UPGRADE, pass",
        "1.2.0,  h1, 1.2.0-beta,   h2, UPGRADE,      pass",
        "1.2.0,  h1, 1.3.0-beta,   h2, DOWNGRADE,    fail",
        "1.2.0,  h1, latest,       h2, INCOMPARABLE, inconclusive",
        "1.2.0,  h1, 1.2,          h2, SAME_VERSION, pass",
        "1.2.0,  h1, ' v1.1.9-stable', h2, UPGRADE,   pass",
        "1.2.0,  h1, 1.2.0.1,      h2, DOWNGRADE,    fail",
        "2024.01.15, h1, 2023.12.31, h2, UPGRADE,    pass",
        "1.2.0,  h1, 1.2.0-99999999999999999999, h2, UPGRADE, pass",
        "1.2.0,  h1, '',           '', INCOMPARABLE, inconclusive",
        "1.2.0,  h1, absent,       '', NEW,          pass"
    })
    void aFlowIsComparedWithWhatIsThere(
            String version, String hash, String before, String hashBefore, DifferenceKind kind, String verdict) {
        Map<String, Standing> target = before.equals("absent")
                ? Map.of()
                : Map.of(
                        "flow_a",
                        new Standing(before, hashBefore.isEmpty() ? Optional.empty() : Optional.of(hashBefore)),
                        "flow_not_ours",
                        new Standing("9.9.9", Optional.empty()));

        FlowDifference difference = FlowDifference.between(List.of(flow("flow_a", version, hash)), target);

        assertThat(difference.entries())
                .extracting(FlowDifference.ComparedFlow::kind)
                .containsExactly(kind);
        assertThat(difference.toPush()).hasSize(kind == DifferenceKind.UNCHANGED ? 0 : 1);
        assertThat(difference.verdict().getClass().getSimpleName()).isEqualToIgnoringCase(verdict);
        assertThat(difference.allowingDowngrades().verdict()).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void otherContentUnderTheSameVersionIsEvidence() {
        FlowDifference difference = FlowDifference.between(
                List.of(flow("flow_a", "1.0.0", "h1"), flow("flow_b", "1.0.0", "h1"), flow("flow_c", "1.0.0", "h1")),
                Map.of(
                        "flow_a",
                        new Standing("1.0.0", Optional.of("h2")),
                        "flow_b",
                        new Standing("1.0.0", Optional.empty())));

        assertThat(difference.verdict().evidence())
                .containsExactly(
                        new Evidence("new", "1"),
                        new Evidence("same version", "2"),
                        new Evidence("suspicious", "flow_a again at 1.0.0 with other content"),
                        new Evidence("suspicious", "flow_b again at 1.0.0 with content that cannot be compared"));
    }

    @Test
    void allDowngradesAreNamed() {
        FlowDifference difference = FlowDifference.between(
                List.of(flow("flow_a", "1.0.0", "h1"), flow("flow_b", "1.0.0", "h1")),
                Map.of(
                        "flow_a",
                        new Standing("1.1.0", Optional.of("h2")),
                        "flow_b",
                        new Standing("2.0.0", Optional.of("h2"))));

        assertThat(difference.verdict().reason())
                .isEqualTo("downgrades are not allowed: flow_a from 1.1.0 to 1.0.0, flow_b from 2.0.0 to 1.0.0");
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "6, 1", "9, 4"})
    void ofManySuspiciousFlowsTheFirstAreListed(int flows, int more) {
        List<FlowDocument.Summary> again = IntStream.range(0, flows)
                .mapToObj(i -> flow("flow_" + i, "1.0.0", "h1"))
                .toList();
        Map<String, Standing> target = again.stream()
                .collect(Collectors.toMap(FlowDocument.Summary::id, flow -> new Standing("1.0.0", Optional.of("h2"))));

        assertThat(FlowDifference.between(again, target).verdict().evidence())
                .filteredOn(evidence -> evidence.name().equals("suspicious"))
                .hasSize(more == 0 ? 5 : 6)
                .last()
                .extracting(Evidence::value)
                .isEqualTo(more == 0 ? "flow_4 again at 1.0.0 with other content" : "and " + more + " more");
    }

    @Test
    void aFlowThatWasExportedStandsWithItsContent() {
        FlowDocument.Summary exported = flow("flow_a", "1.0.0", "h1");

        assertThat(Standing.of(exported)).isEqualTo(new Standing("1.0.0", Optional.of("h1")));
        assertThat(FlowDifference.isPushed(exported, Optional.of(Standing.of(exported))))
                .isFalse();
        assertThat(FlowDifference.isPushed(exported, Optional.empty())).isTrue();
    }
}
