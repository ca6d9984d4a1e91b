package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What is about to be deployed, over what, and on what evidence: canonical JSON (RFC 8785) that is on disk before the
 * first change, known by its SHA-256.
 */
final class Manifest {

    static final String FILE = "manifest.json";

    private final byte[] bytes;

    private Manifest(byte[] bytes) {
        this.bytes = bytes;
    }

    static Manifest of(Journal.Planned planned, String actor, Runner.Work work, RunState state, Instant at) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("manifestVersion", "1.0.0");
        root.put("runId", planned.runId());
        root.put("generatedAt", at.toString());
        root.put("actor", actor);
        root.put("kind", planned.kind());
        root.put("target", work.plan().deployment().target());
        root.set("deployment", planned.deployment());
        root.put("deploymentSha256", planned.deploymentSha256());
        root.set("before", planned.state());
        root.put("fingerprint", planned.fingerprint());
        ArrayNode changes = root.putArray("changes");
        work.plan().changes().forEach(changes::add);
        ArrayNode gates = root.putArray("gates");
        for (CheckResult gate : state.checks(Event.Phase.GATE)) {
            ObjectNode node = Json.tree(gate.verdict());
            node.put("name", gate.name());
            gates.add(node);
        }
        return new Manifest(CanonicalJson.bytes(root));
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Writes the manifest and forces it to disk, also on an interrupted thread. A manifest of an earlier attempt of the same run is replaced. */
    void write(Path folder) {
        try {
            DurableFiles.replace(folder.resolve(FILE), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest cannot be written into " + folder, e);
        }
    }
}
