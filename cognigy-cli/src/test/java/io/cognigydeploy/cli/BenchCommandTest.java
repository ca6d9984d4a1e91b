package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchCommandTest {

    @Test
    void theResolverIsMeasuredBesideABaseline() {
        StringWriter out = new StringWriter();

        int status = CommandLineFace.run(
                new String[] {"bench", "resolver", "--edges", "10000", "--rounds", "2"},
                new Variables(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(out, true));

        assertThat(out.toString()
                        .lines()
                        .map(line -> line.replaceAll("[\\d.]+\\s*$", "").strip()))
                .anyMatch(line -> line.startsWith("layered") && line.contains(" 10000 "))
                .anyMatch(line -> line.startsWith("circles") && line.contains(" 10000 "))
                .anyMatch(line -> line.startsWith("largest to smallest: time per reference "));
        assertThat(status).isEqualTo(ExitStatus.DONE);
    }
}
