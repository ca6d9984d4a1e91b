package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.json.CanonicalForm;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.store.DurableFiles;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record of what is about to be deployed, over what, and on what evidence. It is canonical JSON (RFC 8785),
 * identified by its SHA-256, and is on disk before the first change. All kinds of deployment have the same form.
 *
 * <p>A manifest never changes. The course of each part is in the journal of the run, record by record and chained, and
 * the journal names the manifest by its hash: a second copy of the same facts could differ from it after a crash.
 * {@link #withStatuses} makes the form that has both, for archives of single documents.
 */
public final class Manifest {

    static final String VERSION = "1.0.0";

    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final JsonMapper MAPPER = FlowDocument.strict(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(64)
                    .build())
            .build();

    /** The state of a flow. A manifest itself has only the first two. */
    public enum Status {
        /** Is to be pushed. */
        PENDING,
        /** Is in the target already, with this content. */
        UNCHANGED,
        /** Is in the target, as was read back. */
        DEPLOYED,
        /** Was pushed or not, and differs from the manifest. */
        FAILED,
        /** Is again as it was before, as was read back. */
        ROLLED_BACK;

        @JsonValue
        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One flow.
     *
     * @param environmentId the environment that it was taken from, if it states one
     * @param contentHash {@link FlowDocument#contentHash}
     * @param previousVersion the version in the target; empty if it has no such flow
     * @param previousHash the content in the target, if it could be read
     */
    public record Entry(
            String id,
            String name,
            String version,
            Optional<String> environmentId,
            String contentHash,
            Status status,
            Optional<String> previousVersion,
            Optional<String> previousHash) {}

    /** A flow that is left out by choice. */
    public record LeftOut(String id, String reason) {}

    /**
     * The result of comparing flows to a manifest.
     *
     * @param manifestSha256 the hash of the manifest, to be compared with the one in the journal or the audit log: a
     *     person who rewrites a manifest can rewrite the hashes in it
     * @param agreeing the number of flows that are as in the manifest
     * @param findings all others, in order of their ids
     */
    public record Verification(String manifestSha256, int agreeing, List<Finding> findings) {

        /** The kinds of finding. */
        public enum FindingKind {
            /** Is there with other content. */
            DIFFERS,
            /** Is there with this content, of which the manifest states another name or version. */
            MISSTATED,
            /** Is in the manifest and not there. */
            MISSING,
            /** Is there and not in the manifest. Flows that the manifest leaves out do not count. */
            ADDED,
            /** Is there more than once. */
            REPEATED
        }

        /**
         * One flow that differs from the manifest.
         *
         * @param expected the manifest's content hash, or the misstated value
         * @param found the flow's content hash, or its own value
         */
        public record Finding(FindingKind kind, String flowId, Optional<String> expected, Optional<String> found) {}

        public Verification {
            findings = List.copyOf(findings);
        }

        /** Returns whether exactly the flows of the manifest are there, with its content. */
        public boolean isIntact() {
            return findings.isEmpty();
        }
    }

    private final byte[] bytes;

    private Manifest(byte[] bytes) {
        this.bytes = bytes;
    }

    static Manifest of(CanonicalForm form) {
        return new Manifest(form.toBytes());
    }

    /** Returns the tree, which needs many times the memory of the bytes. */
    private JsonNode root() {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("A manifest that was made or read can be read.", e);
        }
    }

    /**
     * Reads a manifest from a file.
     *
     * @throws DamagedRecordException if the file is not, byte for byte, in the form in which manifests are written
     * @throws UncheckedIOException if the file cannot be read
     */
    public static Manifest read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(Argument.given("file", file)) > MAX_BYTES) {
                throw damaged(file, "This is larger than any manifest.");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest " + file + " cannot be read.", e);
        }
        if (Printable.startsWithMark(bytes)) {
            throw damaged(file, "This starts with a byte order mark: a program has saved it anew.");
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw damaged(file, "This is not JSON, or has a member twice.");
        }
        if (!root.path("manifestVersion").asText().equals(VERSION)) {
            throw damaged(file, "This is not a manifest of version " + VERSION + ".");
        }
        try {
            if (!Arrays.equals(CanonicalJson.bytes(root), bytes)) {
                throw damaged(file, "This is not canonical JSON: the file was edited.");
            }
            Manifest manifest = new Manifest(bytes);
            if (manifest.flows().stream().map(Entry::id).distinct().count()
                    != root.path("flows").size()) {
                throw damaged(file, "The manifest has a flow twice.");
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            throw damaged(file, "This is not a manifest: " + e.getMessage());
        }
    }

    private static DamagedRecordException damaged(Path file, String reason) {
        return new DamagedRecordException(file, 1, reason, "Restore the manifest that was written before the run.");
    }

    /**
     * Compares flows to the manifest in a file. They are read one by one, so they need not all be in memory.
     *
     * @throws DamagedRecordException if the file is no manifest
     */
    public static Verification verify(Path manifest, Iterable<FlowDocument.Summary> flows) {
        return read(manifest).verify(flows);
    }

    /** Compares flows to this manifest. They are read one by one, so they need not all be in memory. */
    public Verification verify(Iterable<FlowDocument.Summary> flows) {
        Map<String, Entry> unseen = new TreeMap<>();
        flows().forEach(entry -> unseen.put(entry.id(), entry));
        Set<String> seen = new HashSet<>();
        leftOut().forEach(out -> seen.add("-" + out.id()));
        List<Verification.Finding> findings = new ArrayList<>();
        int agreeing = 0;
        for (FlowDocument.Summary flow : flows) {
            Optional<String> found = Optional.of(flow.contentHash());
            @Nullable Entry entry = unseen.remove(flow.id());
            if (!seen.add("+" + flow.id())) {
                findings.add(new Verification.Finding(
                        Verification.FindingKind.REPEATED, flow.id(), Optional.empty(), found));
            } else if (entry != null && entry.contentHash().equals(flow.contentHash())) {
                Optional<Verification.Finding> misstated = misstated(entry, flow);
                misstated.ifPresent(findings::add);
                agreeing += misstated.isPresent() ? 0 : 1;
            } else if (entry != null) {
                findings.add(new Verification.Finding(
                        Verification.FindingKind.DIFFERS, flow.id(), Optional.of(entry.contentHash()), found));
            } else if (!seen.contains("-" + flow.id())) {
                findings.add(
                        new Verification.Finding(Verification.FindingKind.ADDED, flow.id(), Optional.empty(), found));
            }
        }
        unseen.values()
                .forEach(entry -> findings.add(new Verification.Finding(
                        Verification.FindingKind.MISSING,
                        entry.id(),
                        Optional.of(entry.contentHash()),
                        Optional.empty())));
        findings.sort(Comparator.comparing(Verification.Finding::flowId).thenComparing(Verification.Finding::kind));
        return new Verification(sha256(), agreeing, findings);
    }

    /** Compares name and version. The hash covers those of the flow, but not those that the entry states. */
    private static Optional<Verification.Finding> misstated(Entry entry, FlowDocument.Summary flow) {
        String expected = entry.name() + " " + entry.version();
        String found = flow.name() + " " + flow.version();
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of(new Verification.Finding(
                        Verification.FindingKind.MISSTATED, flow.id(), Optional.of(expected), Optional.of(found)));
    }

    /** Returns the SHA-256 of the bytes, in lower-case hexadecimal. */
    public String sha256() {
        return HexFormat.of().formatHex(CanonicalJson.sha256().digest(bytes));
    }

    /** Returns the manifest in its written form. */
    public String json() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the environment, or other place, that is changed. */
    public String targetEnvironment() {
        return text(root(), "targetEnvironment");
    }

    /** Returns the flows to be in the target, in the order of pushing; none for a deployment of another kind. */
    public List<Entry> flows() {
        return root().path("flows")
                .valueStream()
                .map(node -> new Entry(
                        text(node, "id"),
                        text(node, "name"),
                        text(node, "version"),
                        optional(node, "environmentId"),
                        text(node, "contentHash"),
                        Status.valueOf(text(node, "status").toUpperCase(Locale.ROOT)),
                        optional(node, "previousVersion"),
                        optional(node, "previousHash")))
                .toList();
    }

    /** Returns the flows that are left out by choice. */
    public List<LeftOut> leftOut() {
        return root().path("leftOut")
                .valueStream()
                .map(node -> new LeftOut(text(node, "id"), text(node, "reason")))
                .toList();
    }

    /**
     * Returns this manifest with the states of flows, and with its hash as {@code manifestSha256}. Flows that are not
     * named keep their state.
     */
    public Manifest withStatuses(Map<String, Status> byFlowId) {
        ObjectNode view = (ObjectNode) root();
        Map<String, Status> unknown = new LinkedHashMap<>(byFlowId);
        for (JsonNode flow : view.path("flows")) {
            @Nullable Status status = unknown.remove(text(flow, "id"));
            if (status != null) {
                ((ObjectNode) flow).put("status", status.text());
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Flows that the manifest does not have: "
                    + FlowSchema.shown(String.join(", ", unknown.keySet())) + ".");
        }
        view.put("manifestSha256", sha256());
        return of(CanonicalForm.of(view));
    }

    /** Writes the manifest as it is in its file. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** Writes the manifest and forces it to disk. A reader finds either the earlier file or the whole new one. */
    public void writeTo(Path file) {
        try {
            DurableFiles.replace(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest " + file + " cannot be written.", e);
        }
    }

    private static String text(JsonNode node, String field) {
        return optional(node, field)
                .orElseThrow(() -> new IllegalArgumentException("it has no " + field + " where there should be one"));
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    @Override
    public String toString() {
        return "manifest " + sha256();
    }
}
