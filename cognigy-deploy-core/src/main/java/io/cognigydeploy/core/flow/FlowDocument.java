package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.DependencyResolver.Dependent;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.text.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A flow as the platform exports it, whole. It is large: keep its {@link #summary} and let it go. Nothing about its
 * shape is known before a {@link FlowSchema} has looked at it.
 */
public final class FlowDocument {

    /** The longest text that is read. */
    static final int MAX_CHARS = 8 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_CHARS)
                            .maxTokenCount(1_000_000)
                            .maxNestingDepth(64)
                            .maxNumberLength(64)
                            .maxStringLength(1024 * 1024)
                            .maxNameLength(1024)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // With every digit, so that one that a hash would not see is refused.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectNode json;

    private @Nullable String contentHash;

    private FlowDocument(ObjectNode json) {
        this.json = json;
    }

    /**
     * Reads a flow.
     *
     * @throws IllegalArgumentException if the text is not one JSON object, says something twice, or is larger or deeper
     *     than any flow. The message shows nothing of it
     */
    public static FlowDocument parse(String text) {
        if (Argument.given("text", text).length() > MAX_CHARS) {
            throw new IllegalArgumentException("The flow is longer than " + MAX_CHARS + " characters.");
        }
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return new FlowDocument(object);
            }
            throw new IllegalArgumentException("The flow is not a JSON object.");
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException("The flow is larger or deeper than any flow that is read.", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The flow is not JSON, or says something twice.");
        }
    }

    /** A flow that was read from the platform. */
    public static FlowDocument of(Flow flow) {
        // Not the mapper of records: it leaves out what is null, and here that is something.
        return new FlowDocument(MAPPER.valueToTree(Argument.given("flow", flow).content()));
    }

    /** The flow that this is; it must not be changed from here on. */
    static FlowDocument of(ObjectNode json) {
        return new FlowDocument(json);
    }

    ObjectNode json() {
        return json;
    }

    /** What the flow calls itself; empty if that is not a text. */
    public Optional<String> id() {
        return Optional.ofNullable(json.path("id").textValue());
    }

    /**
     * SHA-256 of the flow's canonical JSON (RFC 8785) without its own {@code environmentId}, in lower-case hexadecimal.
     *
     * <p>That one field says where a flow is, not what it is: the platform sets it when a flow is imported, so with it
     * no flow would ever be found unchanged, and none could be read back and compared. All else counts, whether it is
     * known here or not, and so does the environment of every reference. White space, the order of members and the way
     * a number is written do not.
     *
     * @throws IllegalArgumentException if it holds a number or text that canonical JSON cannot carry exactly
     */
    public String contentHash() {
        String hash = contentHash;
        if (hash == null) {
            ObjectNode content = json.objectNode().setAll(json);
            content.remove("environmentId");
            hash = CanonicalJson.sha256Hex(content);
            contentHash = hash;
        }
        return hash;
    }

    /**
     * What is kept of a flow once it has been looked at.
     *
     * @throws IllegalArgumentException if the flow has not even the form for that; a {@link FlowSchema} says why
     */
    public Summary summary() {
        List<Reference> references = new ArrayList<>();
        JsonNode given = json.path("externalReferences");
        if (!given.isMissingNode() && !given.isArray()) {
            throw malformed("externalReferences");
        }
        for (JsonNode one : given) {
            ReferenceType type = ReferenceType.of(text(one, "type")).orElseThrow(() -> malformed("externalReferences"));
            references.add(new Reference(type, text(one, "id"), text(one, "environmentId")));
        }
        Optional<String> environmentId =
                json.has("environmentId") ? Optional.of(text(json, "environmentId")) : Optional.empty();
        return new Summary(
                text(json, "id"),
                text(json, "name"),
                text(json, "version"),
                environmentId,
                contentHash(),
                List.copyOf(references));
    }

    private static String text(JsonNode object, String field) {
        String text = object.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw malformed(field);
        }
        return text;
    }

    private static IllegalArgumentException malformed(String field) {
        return new IllegalArgumentException("The flow's " + field + " is missing or malformed.");
    }

    @Override
    public String toString() {
        return "flow " + id().map(FlowSchema::shown).orElse("without an id");
    }

    /**
     * A flow without its nodes and edges.
     *
     * @param environmentId the environment that it was taken from, if it says so
     * @param contentHash {@link FlowDocument#contentHash}
     */
    public record Summary(
            String id,
            String name,
            String version,
            Optional<String> environmentId,
            String contentHash,
            List<Reference> references) {
        public Summary {
            references = List.copyOf(references);
        }

        /** The same for a {@link DependencyResolver}. */
        public Dependent dependent() {
            return new Dependent(id, environmentId, version, references);
        }
    }
}
