package io.cognigydeploy.bench.part;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.bench.measure.Work;
import io.cognigydeploy.core.flow.FlowDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.erdtman.jcs.JsonCanonicalizer;

/** The hash of a flow's canonical JSON: from the bytes that were read to SHA-256. */
final class HashOfFlow {

    private static final String JCS = "JCS library and SHA-256";
    private static final String JACKSON = "Jackson with sorted keys and SHA-256";

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private HashOfFlow() {}

    static Part part(int nodes) throws IOException {
        byte[] json = flow(nodes);
        if (!byProduct(json).equals(byJcs(json)) || !byProduct(json).equals(byJackson(json))) {
            throw new IllegalStateException("The hashes differ.");
        }
        Map<String, Work> peers = new LinkedHashMap<>();
        peers.put(JCS, () -> byJcs(json));
        peers.put(JACKSON, () -> byJackson(json));
        return new Part(
                String.format("canonical hash of a flow of %,d kB", json.length / 1000),
                () -> byProduct(json),
                peers,
                Map.of(JCS, "≥ 3.5", JACKSON, "≥ 1.5"));
    }

    /** Returns a flow without an environment, which this library leaves out of the hash and the others do not. */
    private static byte[] flow(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(HashOfFlow::node)
                .collect(Collectors.joining(
                        ",", "{\"version\":\"1.4.0\",\"name\":\"Invoices\",\"id\":\"flow_1\",\"nodes\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String node(int number) {
        return "{\"type\":\"action\",\"id\":\"node_" + number + "\",\"configuration\":{"
                + "\"text\":\"Which of your invoices do you mean? You find the number at the top, on the right.\","
                + "\"german\":\"Für welche Rechnung?\",\"timeout\":2.5,\"retries\":" + number
                + ",\"log\":true,\"next\":null}}";
    }

    private static String byProduct(byte[] json) {
        return FlowDocument.parse(json).contentHash();
    }

    private static String byJcs(byte[] json) throws IOException {
        return sha256(new JsonCanonicalizer(json).getEncodedUTF8());
    }

    private static String byJackson(byte[] json) throws IOException {
        return sha256(SORTED.writeValueAsBytes(SORTED.readValue(json, Object.class)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256.", e);
        }
    }
}
