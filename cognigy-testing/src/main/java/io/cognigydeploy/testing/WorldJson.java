package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.cognigydeploy.client.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The written form of a {@link WorldState}; {@code docs/fake-server.md} describes it. */
final class WorldJson {

    static final String TEXT = "must be a text that is not blank";

    private static final String MOMENT = "is not now-<ISO duration>, nor an ISO time";
    private static final Pattern RELATIVE = Pattern.compile("now(?:([+-])(P.+))?");
    private static final Set<String> MOMENTS = Set.of("createdAt", "since", "endedAt");
    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.SETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL))
            // Or else what is left out counts as null, too, where a constructor takes it.
            .withConfigOverride(Boolean.class, nulls(Nulls.SET))
            .withConfigOverride(String.class, nulls(Nulls.SET))
            .withConfigOverride(List.class, nulls(Nulls.AS_EMPTY))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
            .addModule(new SimpleModule()
                    .addDeserializer(String.class, new Scalar<>(WorldJson::text, TEXT))
                    .addDeserializer(int.class, new Scalar<>(WorldJson::whole, "must be an integer from 0"))
                    .addDeserializer(Instant.class, new Scalar<>(WorldJson::moment, MOMENT))
                    .addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    private static final ObjectNode STANDARD = (ObjectNode) Json.resource("default-world.json");
    private static final JsonNode STANDARD_INSTALLATION = STANDARD.remove("installation");

    private WorldJson() {}

    private static Consumer<MutableConfigOverride> nulls(Nulls nulls) {
        return override -> override.setSetterInfo(JsonSetter.Value.forValueNulls(nulls));
    }

    /** A value that a test writes by hand, without anything that Jackson would make of another one. */
    private static final class Scalar<T> extends JsonDeserializer<T> {

        private final Function<JsonNode, @Nullable T> read;
        private final String otherwise;

        private Scalar(Function<JsonNode, @Nullable T> read, String otherwise) {
            this.read = read;
            this.otherwise = otherwise;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            T value = read.apply(context.readTree(parser));
            return value == null ? getNullValue(context) : value;
        }

        @Override
        public T getNullValue(DeserializationContext context) throws JsonMappingException {
            throw new JsonMappingException(context.getParser(), otherwise);
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }

    static WorldState read(String json, String source, Time time) {
        WorldState world = new WorldState(time);
        try {
            JsonNode root = Json.read(json);
            makeAbsolute(root, new StringBuilder("state"), time.now());
            if (!root.isObject()) {
                throw wrong("state", "must be an object");
            }
            reader(world).withValueToUpdate(world).readValue(root);
            check(world);
            new ProductDefaults(world.installation()).complete();
            return world;
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(source + ": " + sentence(e), e);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new IllegalArgumentException(
                    source + place + ": not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns a world with bots, environments and test results to deploy with. Its installation, which most tests do
     * without, is read when it is first used, as of now.
     */
    static WorldState standard(Time time) {
        WorldState world = new WorldState(time);
        Instant now = time.now();
        JsonNode root = STANDARD.deepCopy();
        makeAbsolute(root, new StringBuilder("state"), now);
        try {
            reader(world).withValueToUpdate(world).readValue(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.installLater(() -> standardInstallation(world, now));
        return world;
    }

    private static ProductWorld standardInstallation(WorldState world, Instant now) {
        try {
            ProductWorld installation = reader(world).readValue(STANDARD_INSTALLATION, ProductWorld.class);
            new ProductDefaults(installation, now).complete();
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectReader reader(WorldState world) {
        return MAPPER.reader(new InjectableValues.Std().addValue(WorldState.class, world));
    }

    /** Replaces times such as {@code now-PT1H}. */
    private static void makeAbsolute(JsonNode node, StringBuilder where, Instant now) {
        int length = where.length();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            where.append('.').append(member.getKey());
            if (MOMENTS.contains(member.getKey())) {
                member.setValue(absolute(member.getValue(), where, now));
            }
            makeAbsolute(member.getValue(), where, now);
            where.setLength(length);
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            makeAbsolute(node.get(i), where.append('[').append(i).append(']'), now);
            where.setLength(length);
        }
    }

    private static JsonNode absolute(JsonNode moment, CharSequence where, Instant now) {
        Matcher relative = RELATIVE.matcher(moment.asText());
        if (!relative.matches()) {
            return moment;
        }
        try {
            Duration distance = relative.group(2) == null ? Duration.ZERO : Duration.parse(relative.group(2));
            Instant time = "-".equals(relative.group(1)) ? now.minus(distance) : now.plus(distance);
            return TextNode.valueOf(time.toString());
        } catch (DateTimeException e) {
            throw wrong(where.toString(), MOMENT);
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
    }

    private static @Nullable Integer whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0 ? node.intValue() : null;
    }

    private static @Nullable Instant moment(JsonNode node) {
        try {
            return node.isTextual() ? Instant.parse(node.textValue()) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String sentence(JsonMappingException e) {
        StringBuilder where = new StringBuilder("state");
        String name = "";
        for (JsonMappingException.Reference reference : e.getPath()) {
            name = reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : "." + reference.getFieldName();
            where.append(name);
        }
        if (e instanceof PropertyBindingException) {
            return where + " is not known";
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return where + " " + e.getCause().getMessage();
        }
        if (e instanceof InvalidNullException) {
            return where + " must not be null";
        }
        if (!(e instanceof MismatchedInputException mismatch)) {
            return where + " " + e.getOriginalMessage();
        }
        if (e.getOriginalMessage().startsWith("Missing required creator property")) {
            return where.substring(0, where.length() - name.length()) + " must have " + name.substring(1);
        }
        return where + " must be " + words(mismatch.getTargetType());
    }

    private static String words(@Nullable Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        return type != null && Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    /** Refuses what names something that there is not, or has not all that it needs. */
    private static void check(WorldState world) {
        each(
                "state.environments",
                world.environments.values(),
                (where, environment) -> environment.live.forEach((id, version) -> {
                    WorldState.Bot bot = world.bots.get(id);
                    check(bot != null, where + ".live." + id, "names a bot that there is not");
                    check(
                            bot != null && bot.versions.containsKey(version),
                            where + ".live." + id,
                            "names a version that the bot does not have");
                }));
        each("state.deployments", world.deployments.values(), (where, deployment) -> {
            check(
                    world.bots.containsKey(deployment.bot())
                            && world.environments.containsKey(deployment.environment()),
                    where,
                    "names a bot or an environment that there is not");
            check(!deployment.version().isEmpty(), where, "must have version");
            check(!deployment.states().isEmpty(), where, "must have states");
        });
        each("state.rollouts", world.rollouts.values(), (where, rollout) -> {
            check(
                    world.environments.containsKey(rollout.environment()),
                    where,
                    "names an environment that there is not");
            check(rollout.configuration != null, where, "must have configuration");
            check(!rollout.states().isEmpty(), where, "must have states");
        });
        each("state.flows.deployed", world.flows.all(), (where, flow) -> {
            check(world.environments.containsKey(flow.environment), where, "names an environment that there is not");
            check(flow.current <= flow.history.size(), where, "is at a version that is not in its history");
        });
        each("state.conversations.traffic", world.conversations.traffic, (where, phase) -> {
            try {
                phase.traffic();
            } catch (IllegalArgumentException e) {
                throw wrong(where, "is not possible: " + e.getMessage());
            }
        });
        each(
                "state.installation.projects",
                world.installation().projects,
                (where, project) -> project.resources
                        .keySet()
                        .forEach(kind -> check(
                                ProductWorld.KINDS.contains(kind), where + ".resources." + kind, "is not known")));
        each(
                "state.webhooks",
                world.hooks.values(),
                (where, hook) -> Form.departure("/$defs/url", "url", hook.path("url"))
                        .or(() -> Form.departure("/$defs/secret", "secret", hook.path("secret")))
                        .ifPresent(departure -> {
                            throw wrong(where, "is no webhook: " + departure);
                        }));
    }

    private static <T> void each(String where, Collection<T> all, BiConsumer<String, T> check) {
        int number = 0;
        for (T one : all) {
            check.accept(where + "[" + number++ + "]", one);
        }
    }

    private static void check(boolean isRight, String where, String otherwise) {
        if (!isRight) {
            throw wrong(where, otherwise);
        }
    }

    private static IllegalArgumentException wrong(String where, String what) {
        return new IllegalArgumentException(where + " " + what);
    }

    static ObjectNode write(WorldState world) {
        return MAPPER.valueToTree(world);
    }
}
