package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference.Standing;
import io.cognigydeploy.core.flow.Manifest.Verification.Finding;
import io.cognigydeploy.core.flow.Manifest.Verification.FindingKind;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.record.Report;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ManifestTest {

    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path folder;

    private static FlowDocument.Summary flow(String id, String hash, Reference... references) {
        return new FlowDocument.Summary(
                id, "Name of " + id, "1.1.0", Optional.of("env_dev"), hash, List.of(references));
    }

    private static List<FlowDocument.Summary> bundle() {
        return List.of(
                flow(
                        "flow_a",
                        "hash_a",
                        new Reference(ReferenceType.FLOW, "flow_b", "env_dev"),
                        new Reference(ReferenceType.INTENT, "order", "env_dev"),
                        new Reference(ReferenceType.INTENT, "order", "env_prod")),
                flow("flow_b", "hash_b"),
                flow("flow_c", "hash_c"));
    }

    private static Manifest manifest(List<FlowDocument.Summary> flows) {
        Map<String, Standing> target = Map.of(
                "flow_a", new Standing("1.0.0", Optional.of("old_a")),
                "flow_b", new Standing("1.1.0", Optional.of("hash_b")));
        return ManifestBuilder.into("env_prod", AT)
                .flows(FlowDifference.between(flows, target))
                .dependencies(DependencyResolver.into("env_prod")
                        .resolve(flows.stream()
                                .map(FlowDocument.Summary::dependent)
                                .toList()))
                .leaveOut("flow_x", "it has no end")
                .build();
    }

    // The graph held sets, which could not be written: the file was torn after everything had been pushed. The version
    // that was there before was never captured. Flows that were left out were not mentioned.
    @Test
    void itHasTheDocumentedFieldsAndWhatWasThereBefore() throws Exception {
        JsonNode json = Json.MAPPER.readTree(manifest(bundle()).json());

        assertThat(json).isEqualTo(Json.MAPPER.readTree("""
            {"manifestVersion": "1.0.0", "generatedAt": "2026-11-20T10:00:00+00:00", "targetEnvironment": "env_prod",
             "flows": [
              {"id": "flow_b", "name": "Name of flow_b", "version": "1.1.0", "environmentId": "env_dev",
               "contentHash": "hash_b", "status": "unchanged", "previousVersion": "1.1.0", "previousHash": "hash_b"},
              {"id": "flow_c", "name": "Name of flow_c", "version": "1.1.0", "environmentId": "env_dev",
               "contentHash": "hash_c", "status": "pending"},
              {"id": "flow_a", "name": "Name of flow_a", "version": "1.1.0", "environmentId": "env_dev",
               "contentHash": "hash_a", "status": "pending", "previousVersion": "1.0.0", "previousHash": "old_a"}],
             "leftOut": [{"id": "flow_x", "reason": "it has no end"}],
             "dependencyGraph": {"flow_a": ["flow_b", "intent:order"], "flow_b": [], "flow_c": []}}
            """));
    }

    @Test
    void theSameInputMakesTheSameBytesInWhateverOrder() {
        Manifest first = manifest(bundle());
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            List<FlowDocument.Summary> shuffled = new ArrayList<>(bundle());
            Collections.shuffle(shuffled, random);
            assertThat(manifest(shuffled).json()).isEqualTo(first.json());
            assertThat(manifest(shuffled).sha256()).isEqualTo(first.sha256());
            assertThat(manifest(shuffled)).hasToString("manifest " + first.sha256());
        }
    }

    @Test
    void withoutDependenciesFlowsAreInOrderOfTheirIds() {
        ManifestBuilder builder = ManifestBuilder.into("env_prod", AT);
        List<FlowDocument.Summary> flows = new ArrayList<>(bundle());
        Collections.reverse(flows);
        flows.forEach(flow -> builder.flow(flow, Optional.empty()));

        assertThat(builder.build().flows())
                .extracting(Manifest.Entry::id)
                .containsExactly("flow_a", "flow_b", "flow_c");
    }

    @Test
    void itIsReadAsItWasWritten() {
        Manifest written = manifest(bundle());
        Path file = folder.resolve("deployment_manifest.json");
        written.writeTo(file);

        Manifest read = Manifest.read(file);

        assertThat(read.json()).isEqualTo(written.json());
        assertThat(read.sha256()).isEqualTo(written.sha256()).hasSize(64);
        assertThat(read.targetEnvironment()).isEqualTo("env_prod");
        assertThat(read.flows()).isEqualTo(written.flows()).hasSize(3);
        assertThat(read.flows().get(2).previousVersion()).contains("1.0.0");
        assertThat(read.flows().get(1).previousVersion()).isEmpty();
        assertThat(read.leftOut()).containsExactly(new Manifest.LeftOut("flow_x", "it has no end"));
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    // The manifest was to detect tampering; hashes were never compared.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flow_a=hash_a flow_b=hash_b flow_c=hash_c                 | 3 | ",
                "flow_c=hash_c flow_a=hash_a flow_b=hash_b flow_x=any      | 3 | ",
                "flow_a=other flow_b=hash_b flow_c=hash_c                  | 2 | DIFFERS flow_a hash_a other",
                "flow_a=hash_a flow_b=hash_b                               | 2 | MISSING flow_c hash_c -",
                "flow_a=hash_a flow_b=hash_b flow_c=hash_c flow_d=hash_d   | 3 | ADDED flow_d - hash_d",
                "flow_a=hash_a flow_a=hash_a flow_b=hash_b flow_c=hash_c   | 3 | REPEATED flow_a - hash_a",
                "flow_a=hash_b flow_z=hash_a                               | 0 | DIFFERS flow_a hash_a hash_b, "
                        + "MISSING flow_b hash_b -, MISSING flow_c hash_c -, ADDED flow_z - hash_a"
            })
    void itReportsFlowsThatDifferAreMissingOrWereAdded(String flows, int agreeing, String expected) {
        Path file = folder.resolve("manifest.json");
        manifest(bundle()).writeTo(file);
        List<FlowDocument.Summary> there = new ArrayList<>();
        for (String one : flows.split(" ", -1)) {
            String[] parts = one.split("=", 2);
            there.add(flow(parts[0], parts[1]));
        }

        Manifest.Verification verification = Manifest.verify(file, there);

        List<String> found = new ArrayList<>();
        for (Finding finding : verification.findings()) {
            found.add(finding.kind() + " " + finding.flowId() + " "
                    + finding.expected().orElse("-") + " "
                    + finding.found().orElse("-"));
        }
        assertThat(String.join(", ", found)).isEqualTo(expected == null ? "" : expected);
        assertThat(verification.isIntact()).isEqualTo(expected == null);
        assertThat(verification.agreeing()).isEqualTo(agreeing);
        assertThat(verification.manifestSha256()).isEqualTo(manifest(bundle()).sha256());
    }

    // The version that an entry states was never compared.
    @ParameterizedTest
    @CsvSource({"1.2.3, 9.9.9", "Name of flow_a, Another name"})
    void anEntryThatStatesAnotherNameOrVersionThanItsContentHasIsFound(String stated, String other) throws Exception {
        FlowDocument.Summary flow = FlowDifferenceTest.flow("flow_a", "1.2.3", "h1");
        Path file = folder.resolve("manifest.json");
        ManifestBuilder.into("env_prod", AT)
                .flow(flow, Optional.empty())
                .build()
                .writeTo(file);
        Files.writeString(file, Files.readString(file).replace("\"" + stated + "\"", "\"" + other + "\""));

        Manifest.Verification verification = Manifest.verify(file, List.of(flow));

        assertThat(verification.agreeing()).isZero();
        assertThat(verification.findings())
                .singleElement()
                .matches(finding -> finding.kind() == Manifest.Verification.FindingKind.MISSTATED)
                .matches(finding -> finding.expected().orElseThrow().contains(other));
    }

    @Test
    void aFlowThatWasChangedByAnyoneIsFound() {
        FlowDocument flow = FlowDocument.of(FlowSchemaTest.whole());
        Manifest manifest = ManifestBuilder.into("env_prod", AT)
                .flow(flow.summary(), Optional.empty())
                .build();
        FlowDocument imported = FlowDocument.of(FlowSchemaTest.whole().put("environmentId", "env_prod"));
        FlowDocument changed = FlowDocument.of(FlowSchemaTest.whole().put("note", ""));

        assertThat(manifest.verify(List.of(imported.summary())).isIntact()).isTrue();
        assertThat(manifest.verify(List.of(changed.summary())).findings())
                .extracting(Finding::kind)
                .containsExactly(FindingKind.DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"manifestVersion\":\"1.0.0\" }",
                "{\"manifestVersion\":\"2.0.0\"}",
                "{\"manifestVersion\":\"1.0.0\"}\n",
                "{\"manifestVersion\":\"1.0.0\",\"manifestVersion\":\"1.0.0\"}",
                "{\"flows\":[{}],\"manifestVersion\":\"1.0.0\"}",
                "{\"flows\":{},\"a\":1,\"manifestVersion\":\"1.0.0\"}",
                "{\"flows\":[{\"contentHash\":\"h\",\"id\":\"a\",\"name\":\"n\",\"status\":\"fine\",\"version\":\"1.0.0\"}],"
                        + "\"manifestVersion\":\"1.0.0\"}",
                "{\"flows\":[{\"contentHash\":\"h\",\"id\":\"a\",\"name\":\"n\",\"status\":\"pending\",\"version\":\"1.0.0\"},"
                        + "{\"contentHash\":\"h\",\"id\":\"a\",\"name\":\"n\",\"status\":\"pending\",\"version\":\"1.0.0\"}],"
                        + "\"manifestVersion\":\"1.0.0\"}"
            })
    void whatIsNoManifestAsItWasWrittenIsRefused(String text) throws Exception {
        Path file = folder.resolve("manifest.json");
        Files.writeString(file, text);

        assertThatThrownBy(() -> Manifest.read(file)).isInstanceOf(DamagedRecordException.class);
    }

    @Test
    void everyByteThatIsChangedShowsInTheHashOrIsRefused() throws Exception {
        Manifest written = manifest(bundle());
        Path file = folder.resolve("manifest.json");
        byte[] bytes = written.json().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            try {
                assertThat(Manifest.read(file).sha256()).isNotEqualTo(written.sha256());
            } catch (DamagedRecordException e) {
                assertThat(e.place()).isEqualTo(file.toString());
            }
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> Manifest.read(folder.resolve("none.json"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> manifest(bundle()).writeTo(folder.resolve("no/such/folder.json")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void howFlowsStandMakesAnotherDocumentThatNamesTheManifest() throws Exception {
        Manifest manifest = manifest(bundle());
        String before = manifest.json();

        Manifest filed = manifest.withStatuses(
                Map.of("flow_a", Manifest.Status.DEPLOYED, "flow_c", Manifest.Status.ROLLED_BACK));

        assertThat(manifest.json()).isEqualTo(before);
        assertThat(filed.flows())
                .extracting(Manifest.Entry::status)
                .containsExactly(Manifest.Status.UNCHANGED, Manifest.Status.ROLLED_BACK, Manifest.Status.DEPLOYED);
        assertThat(Json.MAPPER.readTree(filed.json()).path("manifestSha256").asText())
                .isEqualTo(manifest.sha256());
        filed.writeTo(folder.resolve("filed.json"));
        assertThat(Manifest.verify(folder.resolve("filed.json"), bundle()).isIntact())
                .isTrue();
        assertThatThrownBy(() -> manifest.withStatuses(Map.of("flow_q", Manifest.Status.DEPLOYED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contradictionsAreRefused() {
        FlowDocument.Summary flow = flow("flow_a", "h");
        ManifestBuilder twice = ManifestBuilder.into("env_prod", AT).flow(flow, Optional.empty());
        assertThatThrownBy(() -> twice.flow(flow, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> twice.leaveOut("flow_a", "why not").build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ManifestBuilder.into("env_prod", AT)
                        .flow(flow, Optional.empty())
                        .dependencies(DependencyResolver.into("env_prod").resolve(List.of()))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theManifestOfARunOfAnyKindIsOneOfThese() throws Exception {
        Report report = new BotRelease(folder).run();

        Manifest manifest = Manifest.read(report.manifestFile().orElseThrow());

        assertThat(report.manifestSha256()).contains(manifest.sha256());
        assertThat(manifest.targetEnvironment()).isEqualTo(BotRelease.ENVIRONMENT);
        assertThat(manifest.flows()).isEmpty();
        JsonNode json = Json.MAPPER.readTree(manifest.json());
        assertThat(json.path("changes").path(0).asText()).contains(BotRelease.NEW);
        assertThat(json.path("gates"))
                .extracting(gate -> gate.path("name").asText())
                .containsExactly("test suite " + BotRelease.SUITE, "environment compatibility", "version published");
        assertThat(json.has("flows")).isFalse();
    }

    @Test
    void whatIsLeftOutIsSaidInOneOrderAlsoIfNothingIsPushed() {
        Manifest manifest = ManifestBuilder.into("env_prod", AT)
                .leaveOut("flow_y", "it is old")
                .leaveOut("flow_x", "it has no end")
                .build();

        assertThat(manifest.leftOut())
                .containsExactly(
                        new Manifest.LeftOut("flow_x", "it has no end"), new Manifest.LeftOut("flow_y", "it is old"));
        assertThat(manifest.flows()).isEmpty();
    }

    @Test
    void anEmptyBundleHasAManifestToo() {
        Manifest manifest = ManifestBuilder.into("env_prod", AT)
                .dependencies(DependencyResolver.into("env_prod").resolve(List.of()))
                .build();

        assertThat(manifest.flows()).isEmpty();
        assertThat(manifest.verify(List.of()).isIntact()).isTrue();
    }
}
