package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes for CI systems and containers: what is YAML in them parses, and each line for a shell runs against a fake
 * platform, in their order and in one folder. Each page lists what is not executed.
 */
class CiRecipesTest {

    private static final Path PAGES = Path.of("..", "docs", "ci");
    private static final Pattern BLOCK = Pattern.compile("```(yaml|groovy|sh|dockerfile)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ *([\\w.-]+) *}}");
    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String ENVIRONMENT = "env_prod_us_east_1";
    private static final String NEW = "v2.4.1-stable";
    private static final String OLD = "v2.4.0-stable";

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path program = Files.writeString(
                tools.resolve("cognigy-deploy"),
                "#!/bin/sh\nexec '" + Program.java() + "' " + String.join(" ", quoted(ClassArchive.options())) + " "
                        + CommandLineFace.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").toList();
    }

    private Map<String, String> platform() {
        Map<String, String> variables = new HashMap<>();
        variables.put("COGNIGY_BASE_URL", server.url());
        variables.put("COGNIGY_CLIENT_ID", "some-client");
        variables.put("COGNIGY_CLIENT_SECRET", "some-secret");
        return variables;
    }

    private String live() {
        return fake.liveVersion(BOT, ENVIRONMENT).orElse("none");
    }

    /** Runs a line as CI systems do, and returns its exit status. */
    private int shell(String line, Map<String, String> variables) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = Program.inFolder(folder, List.of("bash", "-e", "-o", "pipefail", "-c", line))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(line).isTrue();
        return process.exitValue();
    }

    private void succeeds(String line, Map<String, String> variables) throws IOException, InterruptedException {
        assertThat(shell(line, variables))
                .as(() -> line + "\n" + read(folder.resolve("log")))
                .isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(PAGES.resolve(name));
    }

    private static List<String> blocks(String page, String language) throws IOException {
        return BLOCK.matcher(page(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }

    /** Returns the part of a page that lists what is not executed. */
    private static String left(String page) throws IOException {
        String text = page(page);
        return text.substring(text.indexOf("## Not executed by the tests"));
    }

    // ---------------------------------------------------------------- GitHub Actions

    /** Adds the variables of a map, whose expressions have these values. */
    private static void add(JsonNode env, Map<String, String> values, Map<String, String> into) {
        env.properties()
                .forEach(member ->
                        into.put(member.getKey(), evaluated(member.getValue().asText(), values)));
    }

    private static String evaluated(String text, Map<String, String> values) {
        return EXPRESSION.matcher(text).replaceAll((MatchResult found) -> {
            assertThat(values).as("the expressions of the page").containsKey(found.group(1));
            return Matcher.quoteReplacement(values.get(found.group(1)));
        });
    }

    private Map<String, String> outputs(Path file) throws IOException {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            outputs.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return outputs;
    }

    @Test
    void github_actions() throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("inputs.version", NEW));
        platform().forEach((name, value) -> {
            values.put("vars." + name, value);
            values.put("secrets." + name, value);
        });
        Path summary = folder.resolve("summary");
        List<String> executed = new ArrayList<>();
        for (String block : blocks("github-actions.md", "yaml")) {
            JsonNode workflow = yaml(block);
            for (Map.Entry<String, JsonNode> job : workflow.path("jobs").properties()) {
                for (JsonNode step : job.getValue().path("steps")) {
                    if (step.has("uses")) {
                        assertThat(left("github-actions.md"))
                                .contains("`" + step.path("uses").asText().replaceAll("@.*", "") + "`");
                        continue;
                    }
                    Path file = folder.resolve("outputs");
                    Files.deleteIfExists(file);
                    Map<String, String> variables = new HashMap<>(Map.of(
                            "GITHUB_ACTIONS",
                            "true",
                            "GITHUB_ACTOR",
                            "octocat",
                            "GITHUB_OUTPUT",
                            file.toString(),
                            "GITHUB_STEP_SUMMARY",
                            summary.toString()));
                    add(workflow.path("env"), values, variables);
                    add(step.path("env"), values, variables);
                    succeeds(step.path("run").asText(), variables);
                    executed.add(job.getKey() + ": " + live());
                    outputs(file).forEach((name, value) -> {
                        values.put("steps." + step.path("id").asText() + ".outputs." + name, value);
                        values.put(name.equals("run-id") ? "inputs.run" : "output " + name, value);
                    });
                }
                add(job.getValue().path("outputs"), values, new HashMap<>());
            }
        }

        assertThat(executed).containsExactly("plan: " + OLD, "apply: " + NEW, "undo: " + OLD);
        assertThat(summary).content().contains("# Plan\n", "# Succeeded\n", "# Rolled back\n");
        assertThat(keys(blocks("github-actions.md", "yaml")))
                .allSatisfy(key -> assertThat(left("github-actions.md")).contains("`" + key + "`"));
    }

    /** Returns the members of workflows and jobs that only GitHub acts on. */
    private static List<String> keys(List<String> workflows) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String block : workflows) {
            JsonNode workflow = yaml(block);
            workflow.fieldNames().forEachRemaining(keys::add);
            workflow.path("jobs").forEach(job -> {
                job.fieldNames().forEachRemaining(keys::add);
                job.path("steps").forEach(step -> step.fieldNames().forEachRemaining(keys::add));
            });
        }
        keys.removeAll(List.of("name", "env", "jobs", "outputs", "steps", "id", "run", "uses", "with"));
        return keys;
    }

    // ---------------------------------------------------------------- GitLab

    @Test
    void gitlab() throws Exception {
        JsonNode pipeline = yaml(blocks("gitlab.md", "yaml").get(0));
        Map<String, String> variables = platform();
        variables.put("GITLAB_USER_LOGIN", "tanuki");
        pipeline.path("variables")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        List<String> executed = new ArrayList<>();
        for (JsonNode stage : pipeline.path("stages")) {
            for (Map.Entry<String, JsonNode> job : pipeline.properties()) {
                if (job.getValue().path("stage").asText().equals(stage.asText())) {
                    for (JsonNode line : job.getValue().path("script")) {
                        succeeds(line.asText(), variables);
                    }
                    executed.add(job.getKey() + ": " + live());
                    JsonNode reports = job.getValue().at("/artifacts/reports");
                    if (reports.has("dotenv")) {
                        variables.putAll(
                                outputs(folder.resolve(reports.path("dotenv").asText())));
                    }
                    job.getValue()
                            .fieldNames()
                            .forEachRemaining(key -> assertThat(key.equals("script") || isLeft(key))
                                    .as(key)
                                    .isTrue());
                }
            }
        }

        assertThat(executed).containsExactly("plan: " + OLD, "apply: " + NEW, "undo: " + OLD);
        assertThat(variables).containsEntry("COGNIGY_CHANGES", "1").containsEntry("COGNIGY_OUTCOME", "succeeded");
        assertThat(folder.resolve(variables.get("COGNIGY_JUNIT"))).isRegularFile();
    }

    private static boolean isLeft(String key) {
        try {
            return left("gitlab.md").matches("(?s).*`" + key + "[`:].*");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- Jenkins

    @Test
    void jenkins() throws Exception {
        String pipeline = blocks("jenkins.md", "groovy").get(0);
        List<String> lines = Pattern.compile("\\bsh(?:\\(returnStatus: true, script:)? '([^']*)'")
                .matcher(pipeline)
                .results()
                .map(found -> found.group(1))
                .toList();
        Map<String, String> variables = platform();
        variables.put("VERSION", NEW);

        assertThat(lines).hasSize(2).hasSize(pipeline.split("\\bsh\\b", -1).length - 1);
        assertThat(shell(lines.get(0), variables))
                .as(read(folder.resolve("log")))
                .isEqualTo(10);
        succeeds(lines.get(1), variables);
        assertThat(live()).isEqualTo(NEW);
        variables.putAll(outputs(folder.resolve("apply.env")));
        succeeds(blocks("jenkins.md", "sh").get(0), variables);
        assertThat(live()).isEqualTo(OLD);
    }

    // ---------------------------------------------------------------- Containers

    private static List<String> instructions(String dockerfile, String name) {
        return dockerfile
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    @Test
    void containers() throws Exception {
        String image = blocks("../containers.md", "dockerfile").get(0);
        JsonNode container = yaml(blocks("../containers.md", "yaml").get(0)).at("/spec/template/spec/containers/0");
        String installed = folder.resolve("tools").toString();
        assertThat(instructions(image, "COPY"))
                .containsExactly("cognigy-deploy cognigy-deploy.jar /opt/cognigy-deploy/");
        List<String> args = new ArrayList<>();
        container.path("args").forEach(arg -> args.add("'" + arg.asText() + "'"));
        String entry = yaml(instructions(image, "ENTRYPOINT").get(0)).get(0).asText();

        succeeds(
                instructions(image, "RUN")
                        .get(0)
                        .replace("/opt/cognigy-deploy", installed)
                        .replace(" /work ", " " + folder.resolve("work") + " "),
                Map.of());
        succeeds(entry.replace("/opt/cognigy-deploy", installed) + " " + String.join(" ", args), platform());

        assertThat(live()).isEqualTo(NEW);
        assertThat(instructions(image, "WORKDIR").get(0) + "/.cognigy-deploy")
                .isEqualTo(container.at("/volumeMounts/0/mountPath").asText());
        assertThat(folder.resolve(".cognigy-deploy")).isDirectory();
    }
}
