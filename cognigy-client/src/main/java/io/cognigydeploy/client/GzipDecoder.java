package io.cognigydeploy.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Decoder of gzip. The client never requests gzip, but a server may use any coding where the request names none (RFC
 * 9110, section 12.5.3), and refusing the answer would make the outcome of a change unknown without need. Decompression
 * bombs are detected while they are decoded: by size, and by a ratio that no JSON of the platform reaches.
 */
final class GzipDecoder {

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final int MAX_RATIO = 200;
    private static final int ALWAYS_ALLOWED = 64 * 1024;

    private GzipDecoder() {}

    /** Returns the answer decoded; unchanged if it is not gzip or cannot be decoded. */
    static Transport.Response decode(Transport.Response answer, int maxBytes) throws OversizedBodyException {
        List<String> codings = answer.headers().allValues("Content-Encoding");
        if (codings.size() != 1 || !GZIP.contains(codings.get(0).strip().toLowerCase(Locale.ROOT))) {
            return answer;
        }
        long most = Math.min(maxBytes, Math.max(ALWAYS_ALLOWED, (long) answer.body().length * MAX_RATIO));
        byte[] whole;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            whole = in.readNBytes((int) most + 1);
        } catch (IOException e) {
            // Not gzip, or not complete: ResponseDecoder refuses it.
            return answer;
        }
        if (whole.length > most) {
            throw new OversizedBodyException(answer.status(), answer.headers(), (int) most);
        }
        HttpHeaders plain = HttpHeaders.of(
                answer.headers().map(),
                (name, value) ->
                        !name.equalsIgnoreCase("Content-Encoding") && !name.equalsIgnoreCase("Content-Length"));
        return new Transport.Response(answer.status(), plain, whole);
    }
}
