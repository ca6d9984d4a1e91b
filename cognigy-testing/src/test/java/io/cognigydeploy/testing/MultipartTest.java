package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a body, in whatever pieces it arrives. */
final class MultipartTest {

    private static final String BODY = """
            --b
            Content-Disposition: form-data; name="projectId"

            p1
            --b
            Content-Disposition: form-data; name="empty"


            --b
            Content-Disposition: form-data; filename="x.csnap"; name="file"
            Content-Type: a/b

            %s
            --b--
            """.replace("\n", "\r\n");

    /** The same bytes, so many at once. */
    private static InputStream inPieces(String text, int size) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(size, length));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void partsEndAtTheBoundaryAlone(int size) throws IOException {
        String content = "\r\n--a\r\n-\r\n--" + "x".repeat(100_000) + "\r\n--\r\n";
        Multipart parts = Multipart.read(inPieces(BODY.replace("%s", content), size), "b");
        assertThat(parts.texts()).containsEntry("projectId", "p1").containsEntry("empty", "");
        assertThat(parts.files().get("file"))
                .satisfies(file -> assertThat(file.name()).isEqualTo("x.csnap"))
                .satisfies(file -> assertThat(file.content().size()).isEqualTo(content.length()))
                .satisfies(file -> assertThat(file.content().sha256()).isEqualTo(SnapshotFile.sha256(content)))
                .satisfies(file -> assertThat(file.content().content()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--b", "nothing of this form", "--b\r\nContent-Disposition: form-data", "--b--"})
    void aMalformedBodyHasNoParts(String body) throws IOException {
        assertThat(Multipart.read(inPieces(body, 3), "b").fields()).isEmpty();
    }

    @Test
    void theBoundaryIsInTheContentType() {
        assertThat(Multipart.boundary(Optional.of("multipart/form-data; boundary=\"a b\"")))
                .contains("a b");
        assertThat(Multipart.boundary(Optional.of("Multipart/Form-Data; charset=utf-8; boundary=\"a-b\"")))
                .contains("a-b");
        assertThat(Multipart.boundary(Optional.of("application/json"))).isEmpty();
        assertThat(Multipart.boundary(Optional.empty())).isEmpty();
    }
}
