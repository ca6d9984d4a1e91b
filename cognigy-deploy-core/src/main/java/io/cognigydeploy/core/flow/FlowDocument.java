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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole flow, as the platform exports it. It is large: keep its {@link #summary} and drop the document. Its form is
 * unchecked until a {@link FlowSchema} checks it.
 */
public final class FlowDocument {

    /** The maximum length of a text to parse. */
    static final int MAX_CHARS = 8 * 1024 * 1024;

    private static final JsonMapper MAPPER = strict(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_CHARS)
                    .maxTokenCount(1_000_000)
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .maxStringLength(1024 * 1024)
                    .maxNameLength(1024)
                    .build())
            // With every digit, so that a number that a hash cannot carry exactly is refused.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Begins a mapper for one document within bounds, in which no member may be there twice. */
    static JsonMapper.Builder strict(StreamReadConstraints bounds) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(bounds)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private final ObjectNode json;

    private @Nullable String contentHash;

    private FlowDocument(ObjectNode json) {
        this.json = json;
    }

    /**
     * Parses a flow.
     *
     * @throws IllegalArgumentException if the text is not one JSON object, has a member twice, or is larger or deeper
     *     than any flow. The message shows nothing of the text
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
            throw new IllegalArgumentException("The flow is not JSON, or has a member twice.");
        }
    }

    /** Returns a flow that was read from the platform. */
    public static FlowDocument of(Flow flow) {
        // Not the mapper of records: it leaves out null members, which belong to a flow.
        return new FlowDocument(MAPPER.valueToTree(Argument.given("flow", flow).content()));
    }

    /** Returns the flow's JSON, which must not be changed. */
    static FlowDocument of(ObjectNode json) {
        return new FlowDocument(json);
    }

    ObjectNode json() {
        return json;
    }

    /** Returns the flow's id; empty if it is not a text. */
    public Optional<String> id() {
        return Optional.ofNullable(json.path("id").textValue());
    }

    /**
     * Returns the SHA-256 of the flow's canonical JSON (RFC 8785) without its own {@code environmentId}, in lower-case
     * hexadecimal.
     *
     * <p>That one field is the place of a flow, not its content: the platform sets it when a flow is imported, so with
     * it no flow would ever be found unchanged, and none could be read back and compared. All other members count,
     * whether they are known here or not, and so does the environment of every reference. White space, the order of
     * members and the notation of a number do not count.
     *
     * @throws IllegalArgumentException if it has a number or text that canonical JSON cannot carry exactly
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

    /** Returns {@link #contentHash}; empty if the flow has none. */
    public Optional<String> exactHash() {
        try {
            return Optional.of(contentHash());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the flow without its nodes and edges.
     *
     * @throws IllegalArgumentException if the flow has not even the form for that; a {@link FlowSchema} reports why
     */
    public Summary summary() {
        JsonNode given = json.path("externalReferences");
        if (!given.isMissingNode() && !given.isArray()) {
            throw malformed("externalReferences");
        }
        List<Reference> references = given.valueStream()
                .map(one -> new Reference(
                        ReferenceType.of(text(one, "type")).orElseThrow(() -> malformed("externalReferences")),
                        text(one, "id"),
                        text(one, "environmentId")))
                .toList();
        Optional<String> environmentId =
                json.has("environmentId") ? Optional.of(text(json, "environmentId")) : Optional.empty();
        return new Summary(
                text(json, "id"), text(json, "name"), text(json, "version"), environmentId, contentHash(), references);
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
     * @param environmentId the environment that it was taken from, if it states one
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

        /** Returns the flow for a {@link DependencyResolver}. */
        public Dependent dependent() {
            return new Dependent(id, environmentId, version, references);
        }
    }
}
