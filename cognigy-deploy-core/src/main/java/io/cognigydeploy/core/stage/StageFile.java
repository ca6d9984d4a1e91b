package io.cognigydeploy.core.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The stages of a bot in their order, from development to its users. Their file is JSON, belongs into version control and
 * has no secrets. {@link #schema()} describes it.
 *
 * <pre>{@code
 * {"version": 1,
 *  "stages": {
 *   "dev": {"baseUrl": "https://api-trial.cognigy.ai", "apiKeyEnv": "COGNIGY_DEV_API_KEY", "project": "shop-dev"}}}
 * }</pre>
 */
public final class StageFile {

    private static final int MAX_BYTES = 1024 * 1024;

    private static final Set<String> MEMBERS = Set.of("version", "stages");
    private static final Set<String> STAGE_MEMBERS = Set.of(
            "baseUrl",
            "endpointUrl",
            "apiKeyEnv",
            "clientIdEnv",
            "clientSecretEnv",
            "project",
            "endpoints",
            "playbooks",
            "probe",
            "snapshotCap",
            "overrideSnapshotConnections",
            "odataUrl");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String source;
    private final Map<String, Stage> stages;

    private StageFile(String source, List<Stage> stages) {
        this.source = source;
        this.stages = stages.stream()
                .collect(Collectors.toMap(
                        Stage::name,
                        stage -> stage,
                        (one, other) -> {
                            throw Argument.refused("stages", "of different names", one.name());
                        },
                        LinkedHashMap::new));
        if (stages.isEmpty()) {
            throw Argument.refused("stages", "at least one", stages);
        }
    }

    /**
     * Returns these stages as if a file had them.
     *
     * @throws IllegalArgumentException if there are none, or two of the same name
     */
    public static StageFile of(Stage... stages) {
        return new StageFile("the stages", List.of(Argument.allGiven("stages", stages)));
    }

    /**
     * Reads a file.
     *
     * @throws StageException if the file cannot be read, is larger than 1 MiB or not of the form of the {@link #schema()},
     *     or has a member twice. The message names the place and what to do about it
     */
    public static StageFile read(Path file) {
        String name = file.toString();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StageException(name, "The file must have at most 1 MiB. Name the file with the stages.");
            }
            return new Reader(name).read(MAPPER.readTree(Printable.read(file)));
        } catch (JsonProcessingException e) {
            // Not chained: the message may show a part of the text. A text beyond Jackson's bounds has no location.
            throw new StageException(
                    name
                            + Optional.ofNullable(e.getLocation())
                                    .map(at -> ", line " + at.getLineNr() + ", column " + at.getColumnNr())
                                    .orElse(""),
                    String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                            ? "This member is there twice. Keep one of them."
                            : "The file must be JSON, but is not from here on. Correct it; an editor shows how.");
        } catch (NoSuchFileException e) {
            throw new StageException(name, "There is no such file. Name the file with the stages.", e);
        } catch (IOException e) {
            throw new StageException(name, "The file cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Returns the JSON Schema (2020-12) of the file, for editors and other validators. */
    public static String schema() {
        try (InputStream in = StageFile.class.getResourceAsStream("stages.schema.json")) {
            return new String(
                    Objects.requireNonNull(in, "The jar lacks stages.schema.json.")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the stages in the order of the file; there is at least one. */
    public List<Stage> stages() {
        return List.copyOf(stages.values());
    }

    /**
     * Returns the stage with this name.
     *
     * @throws StageException if there is none; the message names those that there are
     */
    public Stage stage(String name) {
        return Optional.ofNullable(stages.get(Argument.text("name", name)))
                .orElseThrow(() -> new StageException(
                        source,
                        "There is no stage '" + Printable.cut(name, 60) + "'. Name one of "
                                + Printable.shown(Listing.of(List.copyOf(stages.keySet()))) + "."));
    }

    /** Returns the stages, without their content. */
    @Override
    public String toString() {
        return source + " with " + stages.keySet();
    }

    /** Reader of the file's JSON; the first fault ends it. */
    private record Reader(String file) {

        StageFile read(JsonNode root) {
            ObjectNode document = object("", root);
            refuseUnknown("", document, MEMBERS);
            JsonNode version = required("", document, "version");
            if (!version.isNumber() || version.doubleValue() != 1) {
                throw wrong("version", "This must be 1, the only version of the form so far.");
            }
            ObjectNode all = object("stages", required("", document, "stages"));
            if (all.isEmpty()) {
                throw wrong("stages", "This must have at least one stage. Add it by its name.");
            }
            List<Stage> stages = new ArrayList<>();
            all.properties().forEach(stage -> stages.add(stage(stage.getKey(), stage.getValue())));
            return new StageFile(file, stages);
        }

        private Stage stage(String name, JsonNode value) {
            String at = "stages." + Printable.cut(name, 60);
            ObjectNode stage = object(at, value);
            refuseUnknown(at, stage, STAGE_MEMBERS);
            required(at, stage, "baseUrl");
            required(at, stage, "project");
            try {
                Stage.Builder builder = Stage.builder().name(name).credentials(credentials(at, stage));
                text(at, stage, "baseUrl", builder::baseUrl);
                text(at, stage, "endpointUrl", builder::endpointUrl);
                text(at, stage, "project", builder::project);
                builder.endpoints(texts(at, stage, "endpoints"));
                builder.playbooks(texts(at, stage, "playbooks"));
                builder.probe(texts(at, stage, "probe"));
                text(at, stage, "odataUrl", builder::odataUrl);
                if (stage.has("snapshotCap")) {
                    builder.snapshotCap(number(at + ".snapshotCap", stage.path("snapshotCap")));
                }
                if (stage.has("overrideSnapshotConnections")) {
                    builder.overrideSnapshotConnections(
                            flag(at + ".overrideSnapshotConnections", stage.path("overrideSnapshotConnections")));
                }
                return builder.build();
            } catch (StageException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new StageException(file + ", " + at, String.valueOf(e.getMessage()), e);
            }
        }

        private Stage.CredentialVariables credentials(String at, ObjectNode stage) {
            boolean client = stage.has("clientIdEnv") || stage.has("clientSecretEnv");
            if (stage.has("apiKeyEnv") == client) {
                throw wrong(
                        at,
                        "This must have either apiKeyEnv or both clientIdEnv and clientSecretEnv: the names of the"
                                + " environment variables that have the credentials.");
            }
            return client
                    ? new Stage.ClientVariables(
                            text(at + ".clientIdEnv", required(at, stage, "clientIdEnv")),
                            text(at + ".clientSecretEnv", required(at, stage, "clientSecretEnv")))
                    : new Stage.ApiKeyVariable(text(at + ".apiKeyEnv", stage.path("apiKeyEnv")));
        }

        private ObjectNode object(String at, JsonNode value) {
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw wrong(at, "This must be a JSON object.");
        }

        private JsonNode required(String at, ObjectNode object, String member) {
            if (!object.has(member)) {
                throw wrong(at, "The member " + member + " is missing. Add it.");
            }
            return object.path(member);
        }

        private void refuseUnknown(String at, ObjectNode object, Set<String> known) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                if (!known.contains(name)) {
                    String place = (at.isEmpty() ? "" : at + ".") + Printable.cut(name, 60);
                    throw wrong(
                            place,
                            Secrets.isName(name)
                                    ? "Secrets must not be in this file. Remove this one, replace it on the platform, put"
                                            + " the new one into an environment variable, and name the variable in"
                                            + " apiKeyEnv, or in clientIdEnv and clientSecretEnv."
                                    : "There is no such member. Remove it, or use one of "
                                            + String.join(", ", new TreeSet<>(known)) + ".");
                }
            }
        }

        private void text(String at, ObjectNode stage, String member, Consumer<String> setter) {
            if (stage.has(member)) {
                setter.accept(text(at + "." + member, stage.path(member)));
            }
        }

        private String text(String at, JsonNode value) {
            if (!value.isTextual()) {
                throw wrong(at, "This must be a text.");
            }
            return Printable.storable(value.textValue());
        }

        private List<String> texts(String at, ObjectNode stage, String member) {
            List<String> texts = new ArrayList<>();
            if (stage.has(member)) {
                if (!stage.path(member).isArray()) {
                    throw wrong(at + "." + member, "This must be a list of texts.");
                }
                for (JsonNode value : stage.path(member)) {
                    texts.add(text(at + "." + member + "[" + texts.size() + "]", value));
                }
            }
            return texts;
        }

        private int number(String at, JsonNode value) {
            if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
                throw wrong(at, "This must be a whole number from 1 to 1000.");
            }
            return value.intValue();
        }

        private boolean flag(String at, JsonNode value) {
            if (!value.isBoolean()) {
                throw wrong(at, "This must be true or false, or left out.");
            }
            return value.booleanValue();
        }

        private StageException wrong(String at, String fault) {
            return new StageException(file + (at.isEmpty() ? "" : ", " + at), fault);
        }
    }
}
