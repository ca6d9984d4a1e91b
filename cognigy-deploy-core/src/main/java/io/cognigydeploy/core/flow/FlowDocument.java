package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.core.flow.DependencyResolver.Dependent;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Utf8;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole flow, as the platform exports it. It is large: keep its {@link #summary} and drop the document. Its form is
 * unchecked until a {@link FlowSchema} checks it.
 */
public final class FlowDocument {

    /** The maximum length of a text to parse. */
    static final int MAX_CHARS = 8 * 1024 * 1024;

    /** The maximum length of bytes to parse. UTF-8 has up to three for a character. */
    private static final int MAX_BYTES = 3 * MAX_CHARS;

    /** The member that is not part of a flow's content. */
    private static final String PLACE = "environmentId";

    private static final JsonMapper MAPPER = strict(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
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
                        .disable(JsonFactory.Feature.CHARSET_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private byte @Nullable [] unread;
    private @Nullable ObjectNode json;
    private @Nullable String contentHash;

    private FlowDocument(ObjectNode json) {
        this.json = json;
    }

    private FlowDocument(byte[] unread, String contentHash) {
        this.unread = unread;
        this.contentHash = contentHash;
    }

    /**
     * Parses a flow.
     *
     * @throws IllegalArgumentException if the text is not one JSON object, has a member twice, or is larger or deeper
     *     than any flow. The message shows nothing of the text
     */
    public static FlowDocument parse(String text) {
        if (Argument.given("text", text).length() > MAX_CHARS) {
            throw tooLong();
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] utf8 = new byte[encoded.remaining()];
            encoded.get(utf8);
            return parsed(utf8);
        } catch (CharacterCodingException e) {
            throw notUnicode();
        }
    }

    /**
     * Parses a flow of a file or an answer. Refuses what {@link #parse(String)} refuses.
     *
     * @throws IllegalArgumentException also if the bytes are not UTF-8, which a text made of them would hide
     */
    public static FlowDocument parse(byte[] utf8) {
        if (Argument.given("utf8", utf8).length > MAX_BYTES) {
            throw tooLong();
        }
        return parsed(utf8.clone());
    }

    private static FlowDocument parsed(byte[] utf8) {
        if (Printable.startsWithMark(utf8)) {
            throw notJson();
        }
        if (!Utf8.isText(utf8)) {
            throw notUnicode();
        }
        try (JsonParser parser = MAPPER.createParser(utf8)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                String hash = CanonicalJson.sha256HexWithout(PLACE, utf8, parser);
                if (parser.nextToken() == null) {
                    return new FlowDocument(utf8, hash);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // The tree decides: a flow without an exact form is a flow, only without a hash.
        }
        return new FlowDocument(read(utf8));
    }

    private static ObjectNode read(byte[] utf8) {
        try {
            if (MAPPER.readTree(utf8) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("The flow is not a JSON object.");
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException("The flow is larger or deeper than any flow that is read.", e);
        } catch (IOException e) {
            throw notJson();
        }
    }

    private static IllegalArgumentException notJson() {
        return new IllegalArgumentException("The flow is not JSON, or has a member twice.");
    }

    private static IllegalArgumentException notUnicode() {
        return new IllegalArgumentException("The flow is not Unicode text in UTF-8.");
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("The flow is longer than " + MAX_CHARS + " characters, or 24 MiB.");
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

    synchronized ObjectNode json() {
        ObjectNode read = json;
        if (read == null) {
            read = read(Objects.requireNonNull(unread));
            json = read;
            unread = null;
        }
        return read;
    }

    /** Returns the flow's id; empty if it is not a text. */
    public Optional<String> id() {
        return Optional.ofNullable(json().path("id").textValue());
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
            ObjectNode whole = json();
            ObjectNode content = whole.objectNode().setAll(whole);
            content.remove(PLACE);
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
        ObjectNode json = json();
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
        Optional<String> environmentId = json.has(PLACE) ? Optional.of(text(json, PLACE)) : Optional.empty();
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
