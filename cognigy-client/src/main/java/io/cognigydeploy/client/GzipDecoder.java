package io.cognigydeploy.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Undoes gzip. Nobody asks for it, but a server may use any coding where the request names none (RFC 9110, section
 * 12.5.3), and to refuse it would make the outcome of a change unknown for no reason. Bombs are caught while they go
 * off: by size, and by a ratio that no JSON of ours reaches.
 */
final class GzipDecoder {

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final int MAX_RATIO = 200;
    private static final int NO_BOMB = 64 * 1024;
    private static final int CHUNK = 8 * 1024;

    private GzipDecoder() {}

    /** The answer as it was before it was packed; unchanged if that cannot be had. */
    static Transport.Response decode(Transport.Response answer, int maxBytes) throws OversizedBodyException {
        List<String> codings = answer.headers().allValues("Content-Encoding");
        if (codings.size() != 1 || !GZIP.contains(codings.get(0).strip().toLowerCase(Locale.ROOT))) {
            return answer;
        }
        long most = Math.min(maxBytes, Math.max(NO_BOMB, (long) answer.body().length * MAX_RATIO));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                whole.write(chunk, 0, n);
                if (whole.size() > most) {
                    throw new OversizedBodyException(answer.status(), answer.headers(), (int) most);
                }
            }
        } catch (OversizedBodyException e) {
            throw e;
        } catch (IOException e) {
            // Neither gzip nor whole; left for the decoder to refuse.
            return answer;
        }
        HttpHeaders plain = HttpHeaders.of(
                answer.headers().map(),
                (name, value) ->
                        !name.equalsIgnoreCase("Content-Encoding") && !name.equalsIgnoreCase("Content-Length"));
        return new Transport.Response(answer.status(), plain, whole.toByteArray());
    }
}
