package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.PlanRefusedException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.store.DurableFiles;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A plan for another process, such as the next job of a CI system. It is one file of canonical JSON (RFC 8785) with its own
 * SHA-256, so that a cut or an edited file is refused. It has no secrets. Immutable, except for its JSON trees.
 *
 * <p>The hash finds accidents and edits by hand, but is no signature: keep the file where only those can write who may
 * deploy.
 *
 * @param kind the kind of deployment, such as {@code bot-version}
 * @param platform the platform that the plan was made for
 * @param target the place that is changed
 * @param description the deployment in one line
 * @param deployment the deployment with its secrets hidden
 * @param deploymentSha256 the hash of the deployment with its secrets, except those in addresses
 * @param secretsHidden whether the deployment had secrets
 * @param state the state of the target that the plan starts from
 * @param fingerprint {@link io.cognigydeploy.core.Plan#fingerprint}
 * @param changes the changes to make, in order, a line each
 * @param gates the verdicts of the gates when the plan was made; they are judged again before the first change
 * @param options the options of the pipeline that made the plan, as it was given them
 * @param madeAt when the plan was made, by the platform's clock
 * @param expires from when on the plan is rejected, by the platform's clock
 */
public record PlanFile(
        String kind,
        String platform,
        String target,
        String description,
        ObjectNode deployment,
        String deploymentSha256,
        boolean secretsHidden,
        JsonNode state,
        String fingerprint,
        List<String> changes,
        List<CheckResult> gates,
        List<String> options,
        Instant madeAt,
        Instant expires) {

    private static final ObjectReader STRICT =
            Json.MAPPER.readerFor(PlanFile.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final int FORMAT = 1;
    private static final String FORMAT_VERSION = "formatVersion";
    private static final String HASH = "sha256";
    private static final int MAX_BYTES = 32 << 20;
    private static final String AGAIN = " Make the plan again.";

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a member is absent, or the plan does not expire after it was made
     */
    public PlanFile {
        Argument.text("kind", kind);
        Argument.text("platform", platform);
        Argument.text("target", target);
        Argument.text("description", description);
        Argument.given("deployment", deployment);
        Argument.text("deploymentSha256", deploymentSha256);
        Argument.given("state", state);
        Argument.text("fingerprint", fingerprint);
        changes = List.copyOf(Argument.allGiven("changes", changes));
        gates = List.copyOf(Argument.allGiven("gates", gates));
        options = List.copyOf(Argument.allGiven("options", options));
        Argument.given("madeAt", madeAt);
        if (!Argument.given("expires", expires).isAfter(madeAt)) {
            throw Argument.refused("expires", "after " + madeAt, expires);
        }
    }

    /**
     * Reads a plan.
     *
     * @throws PlanRefusedException if the file is not, byte for byte, as it was written, or is of another format; the
     *     message names the file
     * @throws UncheckedIOException if the file cannot be read
     */
    public static PlanFile read(Path file) {
        byte[] bytes = bytes(Argument.given("file", file));
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw refused(file, "is not JSON, or is cut." + AGAIN, e);
        }
        if (!(root instanceof ObjectNode plan) || !plan.path(FORMAT_VERSION).isNumber()) {
            throw refused(file, "is not a plan. Name the file that --plan -o or PlanFile.writeTo wrote.");
        }
        if (!plan.path(FORMAT_VERSION).asText().equals(Integer.toString(FORMAT))) {
            throw refused(
                    file,
                    "is a plan of format " + plan.path(FORMAT_VERSION).asText() + ", and this version reads format "
                            + FORMAT + ". Make and carry out the plan with the same version of cognigy-deploy.");
        }
        try {
            boolean isCanonical = Arrays.equals(CanonicalJson.bytes(plan), bytes);
            String stated = plan.path(HASH).asText();
            plan.remove(HASH);
            if (!isCanonical || !CanonicalJson.sha256Hex(plan).equals(stated)) {
                throw refused(file, "is not as it was written: it was edited or damaged." + AGAIN);
            }
            plan.remove(FORMAT_VERSION);
            return STRICT.readValue(plan);
        } catch (IOException | IllegalArgumentException e) {
            throw refused(file, "lacks a part of a plan." + AGAIN, e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(file, "is larger than any plan. Name the file that --plan -o or PlanFile.writeTo wrote.");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("The plan " + file + " cannot be read.", e);
        }
    }

    private static PlanRefusedException refused(Path file, String reason) {
        return new PlanRefusedException(Printable.shown(file + " " + reason));
    }

    private static PlanRefusedException refused(Path file, String reason, Exception cause) {
        return new PlanRefusedException(Printable.shown(file + " " + reason), cause);
    }

    /**
     * Writes the plan and forces it to disk. A reader finds either the earlier file or the whole new one, and only the owner
     * can read it.
     *
     * @throws UncheckedIOException if it cannot be written
     * @throws IllegalArgumentException if it is larger than 32 MiB
     */
    public void writeTo(Path file) {
        ObjectNode root = Json.tree(new PlanFile(
                kind,
                platform,
                target,
                description,
                deployment,
                deploymentSha256,
                secretsHidden,
                NullNode.instance,
                fingerprint,
                changes,
                gates,
                options,
                madeAt,
                expires));
        root.set("state", state);
        root.put(FORMAT_VERSION, FORMAT);
        root.put(HASH, CanonicalJson.sha256Hex(root));
        byte[] bytes = CanonicalJson.bytes(root);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("The plan has " + bytes.length + " bytes, which is more than the "
                    + MAX_BYTES + " of a file. Run it in one process.");
        }
        try {
            DurableFiles.replace(Argument.given("file", file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The plan " + file + " cannot be written.", e);
        }
    }

    @Override
    public String toString() {
        return Printable.shown("plan of " + description + " on " + platform + ", until " + expires);
    }
}
