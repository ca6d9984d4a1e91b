package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a hostile platform can do to a process with a heap of 64 MB. */
@Timeout(120)
class MemoryTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final byte[] BLOCK = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

    /** The child: calls so many times, and says on standard output what came of each. */
    public static void main(String[] args) {
        try (CognigyClient client = CognigyClient.builder()
                .baseUrl(args[0])
                .credentials(Credentials.apiKey("the-key"))
                .timeout(LIMIT)
                .retry(RetryOptions.builder().maxAttempts(1).build())
                .build()) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                long start = System.nanoTime();
                String end = end(client);
                System.out.println(end + " " + (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    private static String end(CognigyClient client) {
        try {
            return client.deployments().get("dep_1").toString();
        } catch (CognigyException e) {
            for (Throwable at = e; at != null; at = at.getCause()) {
                if (at instanceof Error) {
                    // The JDK's client makes an IOException of it.
                    return at.toString();
                }
            }
            return e.getClass().getSimpleName();
        } catch (Throwable e) {
            return e.toString();
        }
    }

    /** @param end a pattern of the error's name */
    private record Attack(String name, String end, RawServer.Behaviour behaviour) {}

    private static List<Attack> attacks() throws IOException {
        String oversized = "OversizedResponseException";
        // Whichever bound is met first: on a busy machine the limit of time.
        String endless = "OversizedResponseException|DeadlineExceededException";
        byte[] bomb = zeros(32);
        return List.of(
                // About 2 MB: what deflate can do at the most is a thousand to one.
                new Attack("gzip of 2 GiB", oversized, packed("200 OK", bomb)),
                new Attack("gzip of 2 GiB as an error", "ApiException", packed("500 X", bomb)),
                new Attack("gzip, 200 kB of it", oversized, packed("200 OK", Arrays.copyOf(bomb, 200_000))),
                new Attack("endless body", endless, endless(HEAD + "\r\n", BLOCK)),
                new Attack(
                        "endless chunks of one byte",
                        endless,
                        endless(
                                HEAD + "Transfer-Encoding: chunked\r\n\r\n",
                                "1\r\n \r\n".repeat(8000).getBytes(StandardCharsets.US_ASCII))),
                new Attack(
                        "endless error",
                        "ApiException",
                        endless("HTTP/1.1 500 X\r\nContent-Type: application/json\r\n\r\n", BLOCK)),
                new Attack(
                        "a million headers",
                        "TransportException",
                        flood(HEAD, "X-A: 0123456789\r\n", 1_000_000, "\r\n{}")),
                new Attack(
                        "a header of 100 MB",
                        "TransportException",
                        flood(HEAD + "X-A: ", "0123456789", 10_000_000, "\r\n\r\n{}")),
                new Attack(
                        "300 headers",
                        "UnreadableResponseException",
                        flood(HEAD, "X-A: 0\r\n", 300, "Content-Length: 2\r\n\r\n{}")),
                new Attack("depth of a million", oversized, flood(HEAD + "\r\n", "[", 1_000_000, "")),
                new Attack(
                        "depth of a million in an object",
                        oversized,
                        flood(HEAD + "\r\n{\"id\":", "{\"a\":", 1_000_000, "")),
                new Attack("a number of a million digits", oversized, flood(HEAD + "\r\n{\"x\":", "1", 1_000_000, "}")),
                new Attack(
                        "a string of 100 MB",
                        oversized,
                        flood(HEAD + "\r\n{\"x\":\"", "0123456789", 10_000_000, "\"}")),
                new Attack("a string of 5 MB", oversized, flood(HEAD + "\r\n{\"x\":\"", "0123456789", 500_000, "\"}")),
                new Attack("a name of 5 MB", oversized, flood(HEAD + "\r\n{\"", "0123456789", 500_000, "\":1}")),
                new Attack(
                        "two million small objects",
                        oversized,
                        flood(HEAD + "\r\n{\"id\":[", "{},", 2_000_000, "{}]}")),
                new Attack(
                        "an error of small objects",
                        "ApiException",
                        flood("HTTP/1.1 400 X\r\n\r\n[", "{},", 2_000_000, "{}]")));
    }

    @Test
    void everyAttackEndsAsATypedErrorWithinItsLimit() throws Exception {
        List<Attack> attacks = attacks();
        try (RawServer server =
                new RawServer(attacks.stream().map(Attack::behaviour).toArray(RawServer.Behaviour[]::new))) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MemoryTest.class.getName(),
                            server.url(),
                            Integer.toString(attacks.size()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> ends = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches(".* \\d+"))
                    .toList();

            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ends).hasSameSizeAs(attacks);
            for (int i = 0; i < attacks.size(); i++) {
                String[] end = ends.get(i).split(" ", 2);
                assertThat(end[0])
                        .as(attacks.get(i).name())
                        .matches(attacks.get(i).end());
                assertThat(Duration.ofMillis(Long.parseLong(end[1])))
                        .as(attacks.get(i).name())
                        .isLessThan(LIMIT.plus(SLACK));
                System.out.printf("%-32s %-28s %5s ms%n", attacks.get(i).name(), end[0], end[1]);
            }
        }
    }

    private static RawServer.Behaviour packed(String status, byte[] body) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return true;
        };
    }

    private static RawServer.Behaviour endless(String head, byte[] block) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(block);
            }
        };
    }

    private static RawServer.Behaviour flood(String start, String unit, int times, String end) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(StandardCharsets.US_ASCII));
            int each = Math.min(times, 10_000);
            byte[] block = unit.repeat(each).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < times; i += each) {
                out.write(block);
            }
            out.write(end.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return false;
        };
    }

    /** Several members in a row are one file: so is a lot packed in little time. */
    private static byte[] zeros(int times64Megabytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(block);
            }
        }
        byte[] member = packed.toByteArray();
        for (int i = 1; i < times64Megabytes; i++) {
            packed.write(member);
        }
        return packed.toByteArray();
    }
}
