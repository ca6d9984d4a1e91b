package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demonstration {@code canary --fake}, whose canary is as good as the live version. To measure how often it is rolled
 * back: {@code mvn -B -pl cognigy-cli -am test -Dtest=CanaryDemonstrationTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class CanaryDemonstrationTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    /** Runs the demonstration in a folder of its own. */
    private record Shown(int status, JsonNode decision) {}

    private Shown shown(int seed) throws IOException {
        Path records = Files.createTempDirectory(folder, "seed-" + seed + "-");
        StringWriter out = new StringWriter();
        int status = CommandLineFace.run(
                new String[] {
                    "canary", "--fake", "--json", "--seed", String.valueOf(seed), "--journal", records.toString()
                },
                new Variables(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true));
        String report = out.toString().lines().reduce((earlier, later) -> later).orElseThrow();
        Path decision = Path.of(JSON.readTree(report).path("records").asText()).resolve("decision.json");
        JsonNode record = JSON.readTree(decision.toFile());
        delete(records);
        return new Shown(status, record);
    }

    private static void delete(Path records) throws IOException {
        try (Stream<Path> files = Files.walk(records)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theSameSeedIsDecidedAlikeAndAnotherIsNot() throws Exception {
        String first = withoutTimes(shown(7));

        assertThat(withoutTimes(shown(7))).isEqualTo(first);
        assertThat(withoutTimes(shown(8))).isNotEqualTo(first);
    }

    private static String withoutTimes(Shown shown) {
        return shown.decision().toString().replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "T");
    }

    @Test
    void aGoodCanaryIsPromotedWithNothingConfigured() throws Exception {
        assertThat(shown(1).status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void aGoodCanaryIsSeldomRolledBack() throws Exception {
        assertThat(rolledBack(20)).isLessThanOrEqualTo(1);
    }

    @Test
    @Tag("long")
    void aGoodCanaryIsRolledBackOnceInTwentyAtMost() throws Exception {
        int rolledBack = rolledBack(2000);

        System.out.printf("%d of 2000 good canaries rolled back, %.2f %%%n", rolledBack, rolledBack / 20.0);
        assertThat(rolledBack).isLessThanOrEqualTo(100);
    }

    private int rolledBack(int seeds) throws IOException {
        int rolledBack = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Shown shown = shown(seed);
            assertThat(shown.status()).as("seed " + seed).isIn(ExitStatus.DONE, ExitStatus.NOT_DONE);
            rolledBack += shown.status() == ExitStatus.NOT_DONE ? 1 : 0;
        }
        return rolledBack;
    }
}
