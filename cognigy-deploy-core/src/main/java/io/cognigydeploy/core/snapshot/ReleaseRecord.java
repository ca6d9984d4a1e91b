package io.cognigydeploy.core.snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.record.Report.MutationReport;
import io.cognigydeploy.core.spi.Change;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The result of a run for other programs, made from its report. */
record ReleaseRecord(SnapshotState state, ReleasedSnapshot atSource, ReleasedSnapshot atTarget, Report report) {

    /** The change that makes the snapshot. */
    static final String SNAPSHOT = "snapshot";

    /** The change that transfers the snapshot. */
    static final String TRANSFER = "transfer";

    ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("from", report.deployment().path("sourceStage").asText());
        json.put("to", report.deployment().path("targetStage").asText());
        RecordedSnapshot target = target();
        ObjectNode ends = json.putObject("snapshot");
        ends.set("source", source().toJson());
        ends.set("target", target.toJson());
        json.set("file", file().orElse(null));
        ArrayNode evicted = json.putArray("evicted");
        Stream.concat(state.evictedAtSource().stream(), state.evictedAtTarget().stream())
                .filter(old -> isConfirmed(mutation(old.change() + "/apply")))
                .forEach(old -> evicted.addObject()
                        .put("project", old.place().name())
                        .put("id", old.snapshot().id().text())
                        .put("name", old.snapshot().name())
                        .put(
                                "file",
                                fact("archive/" + old.label(), Fact.FILE_PATH).orElse(null)));
        ArrayNode playbooks = json.putArray("playbooks");
        for (Playbook playbook : state.playbooks()) {
            playbooks
                    .addObject()
                    .put("name", playbook.name())
                    .put(
                            "run",
                            fact("playbook/" + state.label(playbook), Fact.PLAYBOOK_RUN)
                                    .orElse(null));
        }
        ArrayNode endpoints = json.putArray("endpoints");
        for (Endpoint endpoint : state.switched()) {
            ObjectNode row = endpoints.addObject();
            row.put("id", endpoint.id().text());
            row.put("name", endpoint.name());
            row.set("before", json(endpoint.asSwitch(state.target())));
            row.set(
                    "after",
                    after(endpoint, target.id()).map(ReleaseRecord::json).orElse(null));
            row.put("switchedAt", switchedAt(endpoint).map(Time::stamp).orElse(null));
            Optional.ofNullable(report.strata().get(state.label(endpoint)))
                    .ifPresent(decision -> row.set("watch", watch(decision.verdict())));
        }
        return json;
    }

    /** The snapshot in one project. */
    private record RecordedSnapshot(Optional<String> id, String name, Optional<String> hash) {

        ObjectNode toJson() {
            return Json.MAPPER
                    .createObjectNode()
                    .put("id", id.orElse(null))
                    .put("name", name)
                    .put("hash", hash.orElse(null));
        }
    }

    private RecordedSnapshot source() {
        return end(state.snapshot(), atSource.name(), SNAPSHOT);
    }

    private RecordedSnapshot target() {
        return state.sharesProject() ? source() : end(state.present(), atTarget.name(), TRANSFER);
    }

    /** @param change the change that makes the snapshot if it was not there */
    private RecordedSnapshot end(Optional<ProjectSnapshot> there, String name, String change) {
        return there.map(made -> new RecordedSnapshot(Optional.of(made.id().text()), name, made.hash()))
                .orElseGet(() ->
                        new RecordedSnapshot(fact(change, Fact.SNAPSHOT_ID), name, fact(change, Fact.SNAPSHOT_HASH)));
    }

    private Optional<ObjectNode> file() {
        return report.events().stream()
                .filter(Event.MutationIntended.class::isInstance)
                .map(Event.MutationIntended.class::cast)
                .filter(intended -> intended.mutation().equals(TRANSFER + "/apply"))
                .map(Event.MutationIntended::about)
                .filter(about -> Evidence.in(about, Fact.FILE_SHA256).isPresent())
                .reduce((earlier, later) -> later)
                .map(about -> Json.MAPPER
                        .createObjectNode()
                        .put(
                                "bytes",
                                Evidence.in(about, Fact.FILE_BYTES)
                                        .map(Long::valueOf)
                                        .orElse(null))
                        .put("sha256", Evidence.in(about, Fact.FILE_SHA256).orElse(null))
                        .put("archived", Evidence.in(about, Fact.FILE_PATH).orElse(null)));
    }

    /** Returns a fact that the reading back of a change has found. */
    private Optional<String> fact(String change, Fact fact) {
        return mutation(change + "/apply")
                .flatMap(MutationReport::confirmation)
                .flatMap(verdict -> Evidence.in(verdict, fact));
    }

    private Optional<MutationReport> mutation(String name) {
        return report.mutations().stream()
                .filter(mutation -> mutation.name().equals(name))
                .findFirst();
    }

    /** Returns what an endpoint runs at the end of the run; empty if that was not read back. */
    private Optional<EndpointSwitch> after(Endpoint endpoint, Optional<String> snapshot) {
        String change = "switch/" + state.label(endpoint);
        Optional<MutationReport> sent = mutation(change + "/apply")
                .filter(mutation -> mutation.refusal().isEmpty());
        Optional<MutationReport> reverted = mutation(Change.revertOf(change) + 1);
        EndpointSwitch before = endpoint.asSwitch(state.target());
        if (sent.isEmpty()) {
            return Optional.of(before);
        }
        if (reverted.isPresent()) {
            return Optional.of(before).filter(known -> isConfirmed(reverted));
        }
        return snapshot.filter(known -> isConfirmed(sent))
                .map(id -> new EndpointSwitch(
                        new EntryPoint.OfSnapshot(new ObjectId(id)), state.flowOf(endpoint), state.localeOf(endpoint)));
    }

    /** Returns when an endpoint was seen to run the new snapshot; empty if it was not. */
    private Optional<Instant> switchedAt(Endpoint endpoint) {
        String change = "switch/" + state.label(endpoint) + "/apply";
        return report.events().stream()
                .filter(event -> event instanceof Event.MutationConfirmed confirmed
                        && confirmed.mutation().equals(change)
                        && confirmed.judged() instanceof Verdict.Pass)
                .map(Event::at)
                .reduce((earlier, later) -> later);
    }

    private static ObjectNode watch(CanaryVerdict verdict) {
        return Json.MAPPER
                .createObjectNode()
                .put("verdict", verdict.call().name().toLowerCase(Locale.ROOT))
                .put("reason", verdict.reason())
                .put("conversations", verdict.grounds().canaryConversations())
                .put("stableConversations", verdict.grounds().stableConversations());
    }

    private static boolean isConfirmed(Optional<MutationReport> mutation) {
        return mutation.flatMap(MutationReport::confirmation)
                .filter(Verdict.Pass.class::isInstance)
                .isPresent();
    }

    private static ObjectNode json(EndpointSwitch values) {
        return Json.MAPPER.valueToTree(values);
    }
}
