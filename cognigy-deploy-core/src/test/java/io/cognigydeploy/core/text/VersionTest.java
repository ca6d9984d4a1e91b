package io.cognigydeploy.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

    @Test
    void versionsSortAsSemanticVersioningSays() {
        List<String> inOrder = List.of(
                "0",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.0.1",
                "1.9",
                "1.10",
                "v2.4.1-9223372036854775807",
                "v2.4.1-9223372036854775808",
                "v2.4.1-99999999999999999999999999999999999999",
                "v2.4.1-stable",
                " 2.4.1",
                "2024.01.15",
                "2024.1.16",
                "2147483648.0.0",
                "99999999999999999999.0.0");
        List<Version> versions =
                new ArrayList<>(inOrder.stream().map(VersionTest::read).toList());
        Collections.shuffle(versions, new Random(22));

        Collections.sort(versions);

        assertThat(versions)
                .containsExactlyElementsOf(
                        inOrder.stream().map(VersionTest::read).toList());
    }

    @ParameterizedTest
    @CsvSource({"2.4, v2.4.0", "02.4, 2.4.0.0", "2.4+a, 2.4+b", "1.0-01, 1.0-1", "0, 0.0.0"})
    void whatComparesAsEqualIsEqual(String one, String other) {
        assertThat(read(one))
                .isEqualByComparingTo(read(other))
                .isEqualTo(read(other))
                .hasSameHashCodeAs(read(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v",
                ".",
                "1.",
                ".1",
                "1..2",
                "latest",
                "any",
                "-1",
                "1.0-",
                "1.0-a..b",
                "1.0+",
                "1.x",
                "1,0",
                "1 .0",
                "1.0-ä",
                "٣.١",
                "vv1",
                "1.0 beta",
                "Ⅳ",
                "1.0_1"
            })
    void whatIsNoVersionIsNone(String text) {
        assertThat(Version.parse(text)).isEmpty();
    }

    @Test
    void noLengthIsTooLong() {
        String nines = "9".repeat(200_000);
        String parts = IntStream.range(0, 100_000).mapToObj(Integer::toString).collect(Collectors.joining("."));

        assertThat(read(nines)).isLessThan(read("1" + "0".repeat(200_000)));
        assertThat(read(parts + ".1")).isGreaterThan(read(parts));
        assertThat(read("1.0-" + parts + ".1")).isGreaterThan(read("1.0-" + parts));
        assertThat(read("1.0-" + nines)).isLessThan(read("1.0-" + nines + "0"));
        assertThat(VersionRange.parse("^" + nines).orElseThrow().contains(read(nines + ".1")))
                .isTrue();
        assertThat(VersionRange.parse(">=1 ".repeat(50_000)).orElseThrow().contains(read("1")))
                .isTrue();
        assertThat(VersionRange.parse("1." + "x.".repeat(100_000))).isEmpty();
    }

    @Test
    void noTextAtAllThrows() {
        Random random = new Random(1);
        String letters = "0019.-+vxX*^~<>=|, \t\n@a\u0660\uD83D";
        for (int i = 0; i < 200_000; i++) {
            String text = random.ints(random.nextInt(12), 0, letters.length())
                    .mapToObj(at -> letters.substring(at, at + 1))
                    .collect(Collectors.joining());

            VersionRange.parse(text).ifPresent(range -> range.contains(read("1.9")));
            Version.parse(text).ifPresent(version -> assertThat(version).isEqualByComparingTo(version));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1.2.3    # 1.2.3            # 1.2.4 1.2.3.1",
                "=1.2.3   # v1.2.3 1.2.3+b   # 1.2.2",
                "1.2      # 1.2.0 1.2.9 1.2  # 1.3 1.1.9 1.20",
                "1        # 1 1.9.9          # 2 0.9",
                "1.x      # 1 1.9.9          # 2 0.9 1.0-rc",
                "1.2.*    # 1.2.0 1.2.9      # 1.3",
                "*        # 0 9.9 1.0-rc     # ''",
                "x.x.x    # 0 9.9            # ''",
                "^1.2.3   # 1.2.3 1.9        # 1.2.2 2.0 2.0.0-rc",
                "^0.2.3   # 0.2.3 0.2.9      # 0.3 1",
                "^0.0.3   # 0.0.3            # 0.0.4",
                "^0.0     # 0.0.9            # 0.1",
                "^0       # 0.9              # 1",
                "~1.2.3   # 1.2.3 1.2.9      # 1.3",
                "~1       # 1.9              # 2",
                ">1.2     # 1.3              # 1.2.9",
                ">1.2.3   # 1.2.3.1 1.2.4    # 1.2.3",
                "<=1.2    # 1.2.9 1          # 1.3",
                "<1.2     # 1.1.9            # 1.2.0 1.2-rc",
                ">= 3.0.0 < 4.0.0 # 3.0 3.9   # 4 2.9",
                ">=3.0.0,<4.0.0 # 3.0 3.9     # 4 2.9",
                ">=3.0.0<4.0.0  # 3.0 3.9     # 4 2.9",
                "1.2 - 1.4 # 1.2 1.4.9       # 1.5 1.1",
                "1.2.0 - 1.4.0 # 1.2 1.4.0   # 1.4.1",
                "^1 || ^3 # 1.5 3.5          # 2.0 4.0",
                "^1.0-rc.1 # 1.0-rc.2 1.5    # 1.0-beta 1.5-rc.9"
            })
    void aRangeHasTheVersionsThatItHasInNpm(String text, String in, String out) {
        VersionRange range = VersionRange.parse(text).orElseThrow();

        assertThat(in.split(" ")).allMatch(version -> range.contains(read(version)));
        assertThat(out.isEmpty() ? new String[0] : out.split(" ")).noneMatch(version -> range.contains(read(version)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "latest",
                "???",
                "^",
                ">",
                ">*",
                "^1 ||",
                "|| 1",
                "1 | 2",
                "1 - 2 - 3",
                "- 1",
                "^^1",
                "1.x.3"
            })
    void whatIsNoRangeIsNone(String text) {
        assertThat(VersionRange.parse(text)).isEmpty();
    }

    private static Version read(String text) {
        return Version.parse(text).orElseThrow(() -> new AssertionError(text));
    }
}
