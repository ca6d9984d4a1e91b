package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.json.CanonicalForm;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A builder of a {@link Manifest}.
 *
 * <pre>{@code
 * Manifest manifest = ManifestBuilder.into("env_prod", clock.instant())
 *     .flows(FlowDifference.between(flows, inProduction))
 *     .dependencies(resolution)
 *     .build();
 * manifest.writeTo(Path.of("deployment_manifest.json"));
 * }</pre>
 *
 * <p>The same input makes the same bytes, in any order. Not safe for use by several threads.
 */
public final class ManifestBuilder {

    private static final Set<String> OF_FLOWS = Set.of("flows", "leftOut", "dependencyGraph");

    private final ObjectNode root = Json.MAPPER.createObjectNode();
    private final Map<String, Manifest.Entry> flows = new LinkedHashMap<>();
    private final List<Manifest.LeftOut> leftOut = new ArrayList<>();
    private Optional<Resolution> dependencies = Optional.empty();
    private Optional<Secrets> hidden = Optional.empty();

    private ManifestBuilder(Instant generatedAt) {
        root.put("manifestVersion", Manifest.VERSION);
        root.put("generatedAt", Time.stamp(generatedAt));
    }

    /** Begins the manifest of flows that are to be pushed into an environment. */
    public static ManifestBuilder into(String targetEnvironment, Instant generatedAt) {
        ManifestBuilder builder = new ManifestBuilder(Argument.given("generatedAt", generatedAt));
        builder.root.put("targetEnvironment", Argument.text("targetEnvironment", targetEnvironment));
        return builder;
    }

    /**
     * Adds a member of the caller's own.
     *
     * @param value a value of a JSON type, or a record, a list or a map of such values
     * @throws IllegalArgumentException if the manifest has a member of this name, or the value has no form in JSON
     */
    public ManifestBuilder with(String name, Object value) {
        Argument.text("name", name);
        Argument.given("value", value);
        if (root.has(name) || OF_FLOWS.contains(name)) {
            throw Argument.refused("name", "one that the manifest does not have yet", name);
        }
        // A tree may have a large record in it.
        root.set(name, value instanceof JsonNode tree ? tree.deepCopy() : Json.MAPPER.valueToTree(value));
        return this;
    }

    /** Adds each flow of a difference, with its state in the target. */
    public ManifestBuilder flows(FlowDifference difference) {
        difference.entries().forEach(entry -> flow(entry.flow(), entry.before()));
        return this;
    }

    /**
     * Adds one flow.
     *
     * @param before its state in the target, which a rollback would restore
     * @throws IllegalArgumentException if there is a flow of this id already
     */
    public ManifestBuilder flow(FlowDocument.Summary flow, Optional<FlowDifference.Standing> before) {
        Optional<String> previousHash = before.flatMap(FlowDifference.Standing::contentHash);
        Manifest.Entry entry = new Manifest.Entry(
                flow.id(),
                flow.name(),
                flow.version(),
                flow.environmentId(),
                flow.contentHash(),
                previousHash.equals(Optional.of(flow.contentHash()))
                        ? Manifest.Status.UNCHANGED
                        : Manifest.Status.PENDING,
                before.map(FlowDifference.Standing::version),
                previousHash);
        if (flows.putIfAbsent(flow.id(), entry) != null) {
            throw new IllegalArgumentException("There are two flows of the id " + FlowSchema.shown(flow.id()) + ".");
        }
        return this;
    }

    /** Adds a flow that is left out by choice, with the reason. */
    public ManifestBuilder leaveOut(String flowId, String reason) {
        leftOut.add(new Manifest.LeftOut(flowId, reason));
        return this;
    }

    /** Puts the flows in the order of pushing, and adds their references. */
    public ManifestBuilder dependencies(Resolution resolution) {
        dependencies = Optional.of(resolution);
        return this;
    }

    /** Removes secrets from all texts of the manifest. */
    public ManifestBuilder without(Secrets secrets) {
        hidden = Optional.of(Argument.given("secrets", secrets));
        return this;
    }

    /**
     * Builds the manifest. Its flows are in the order of the dependencies, or of their ids if there are none.
     *
     * @throws IllegalArgumentException if a flow is pushed and left out at once, or the dependencies are not those of
     *     the flows
     */
    public Manifest build() {
        ObjectNode whole = whole();
        return Manifest.of(
                hidden.map(secrets -> Redaction.canonical(secrets, whole)).orElseGet(() -> CanonicalForm.of(whole)));
    }

    private ObjectNode whole() {
        for (Manifest.LeftOut out : leftOut) {
            if (flows.containsKey(out.id())) {
                throw new IllegalArgumentException(
                        "The flow " + FlowSchema.shown(out.id()) + " is pushed and left out at once.");
            }
        }
        ObjectNode whole = root.deepCopy();
        if (!flows.isEmpty() || !leftOut.isEmpty() || dependencies.isPresent()) {
            List<String> order = dependencies
                    .map(Resolution::order)
                    .orElseGet(() -> flows.keySet().stream().sorted().toList());
            Set<String> ordered = new HashSet<>(order);
            if (!ordered.equals(flows.keySet())) {
                throw new IllegalArgumentException("The dependencies are not those of the flows.");
            }
            whole.putPOJO("flows", order.stream().distinct().map(flows::get).toList());
            leftOut.sort(Comparator.comparing(Manifest.LeftOut::id).thenComparing(Manifest.LeftOut::reason));
            ArrayNode out = whole.putArray("leftOut");
            leftOut.forEach(one -> out.addObject().put("id", one.id()).put("reason", one.reason()));
        }
        dependencies.ifPresent(resolution -> {
            // As text, each once: the environments of references are part of the content hash.
            Map<String, List<String>> graph = new LinkedHashMap<>();
            resolution
                    .dependencies()
                    .forEach((flow, references) -> graph.put(
                            flow,
                            references.stream()
                                    .map(reference -> reference.type() == DependencyResolver.ReferenceType.FLOW
                                            ? reference.id()
                                            : reference.type() + ":" + reference.id())
                                    .distinct()
                                    .toList()));
            whole.putPOJO("dependencyGraph", graph);
        });
        return whole;
    }
}
