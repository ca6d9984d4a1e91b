package io.cognigydeploy.bench.server;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The fixed answers of the server: a deployment of 288 bytes, 100 flows in about 98 kB, and a file of 64 MB. */
public final class Answers {

    public static final String DEPLOYMENT_ID = "dep_7f3a9c1e5b2d4860";
    public static final int FLOWS = 100;
    public static final String FILE_PATH = "/file";
    public static final String UPLOAD_PATH = "/new/v2.0/snapshots/upload";
    public static final long FILE_BYTES = 64L * 1024 * 1024;

    private static final int DEPLOYMENT_BYTES = 288;

    private Answers() {}

    /** Returns the deployment. */
    static byte[] deployment() {
        String start = "{\"id\":\"" + DEPLOYMENT_ID + "\",\"status\":\"running\",\"botId\":\"bot_9f8e7d6c5b4a3210\","
                + "\"environmentId\":\"env_prod_us_east_1\",\"version\":\"v2.4.1-stable\","
                + "\"createdAt\":\"2026-11-20T08:15:30Z\",\"message\":\"";
        String end = "\"}";
        String message = "Step 2 of 5. ".repeat(20).substring(0, DEPLOYMENT_BYTES - start.length() - end.length());
        return (start + message + end).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the page. */
    static byte[] flows() {
        String rows = IntStream.range(0, FLOWS).mapToObj(Answers::flow).collect(Collectors.joining(","));
        return ("{\"data\":[" + rows + "],\"total\":" + FLOWS + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static String flow(int number) {
        String nodes = IntStream.range(0, 4).mapToObj(Answers::node).collect(Collectors.joining(","));
        String edges = IntStream.range(0, 3)
                .mapToObj(node -> "{\"from\":\"node_" + node + "\",\"to\":\"node_" + (node + 1) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"id\":\"flow_" + number + "\",\"name\":\"Questions, part " + number
                + "\",\"version\":\"1.4." + number + "\",\"environmentId\":\"env_staging_eu_west_1\",\"nodes\":["
                + nodes
                + "],\"edges\":[" + edges + "],\"externalReferences\":["
                + "{\"type\":\"intent\",\"id\":\"intent_invoice\",\"environmentId\":\"env_staging_eu_west_1\"}]}";
    }

    private static String node(int number) {
        return "{\"id\":\"node_" + number + "\",\"type\":\"" + (number == 0 ? "start" : "action")
                + "\",\"configuration\":{\"text\":\"Which of your invoices do you mean? You find the number at the top, "
                + "on the right.\",\"retries\":" + number + ",\"log\":true}}";
    }
}
