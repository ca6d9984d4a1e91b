package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @TempDir
    Path folder;

    private Path file(byte... bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    private Path file(String text, Charset charset) throws IOException {
        return file(text.getBytes(charset));
    }

    @Test
    void halvesOfPairsAndNulAreReplacedWhereTheyAreStored() {
        assertThat(Printable.storable("a\0b\ud800c\udc00d😀\n")).isEqualTo("a\ufffdb\ufffdc\ufffdd😀\n");
    }

    @Test
    void aFileIsReadWithOrWithoutAByteOrderMark() throws IOException {
        assertThat(Printable.read(file("é: 1", StandardCharsets.UTF_8))).isEqualTo("é: 1");
        assertThat(Printable.read(file("\ufeffé: 1", StandardCharsets.UTF_8))).isEqualTo("é: 1");
        assertThat(Printable.read(file("\ufeff", StandardCharsets.UTF_8))).isEmpty();
        assertThat(Printable.read(file())).isEmpty();
    }

    @Test
    void aFileInAnotherEncodingIsRefusedWithItsCause() throws IOException {
        Path latin = file("é: 1", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Printable.read(latin)).hasMessage("it is not UTF-8. Save it as UTF-8");
        Path wide = file("\ufeffa", StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> Printable.read(wide))
                .isInstanceOf(IOException.class)
                .hasMessage("it starts with a byte order mark of UTF-16. Save it as UTF-8");
    }

    @Test
    void aMarkIsKnownByAllOfItsBytes() {
        assertThat(Printable.startsWithMark(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}))
                .isTrue();
        assertThat(Printable.startsWithMark(new byte[] {(byte) 0xfe, (byte) 0xff}))
                .isTrue();
        assertThat(Printable.startsWithMark(new byte[] {(byte) 0xff, (byte) 0xfe, 'a'}))
                .isTrue();
        assertThat(Printable.startsWithMark(new byte[] {(byte) 0xef, (byte) 0xbb}))
                .isFalse();
        assertThat(Printable.startsWithMark(new byte[] {(byte) 0xfe})).isFalse();
        assertThat(Printable.startsWithMark(new byte[] {'a', (byte) 0xff, (byte) 0xfe}))
                .isFalse();
    }

    @Test
    void markupHasNoCharacterOfItsOwn() {
        assertThat(Printable.markup("<a href=\"x\">b & 'c'\n</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot;&gt;b &amp; &#39;c&#39;\\u000a&lt;/a&gt;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "::error::x|\\u003a:error::x",
                "  ::error::x|  \\u003a:error::x",
                "a ::error::x|a ::error::x",
                ":error|:error",
                "a##[error]x|a\\u0023#[error]x",
                "##vso[task]|\\u0023#vso[task]",
                "##teamcity[x]|\\u0023#teamcity[x]",
                "## heading|## heading",
                "#[x]|#[x]"
            })
    void noCommandOfACiSystemBegins(String text, String shown) {
        assertThat(Printable.shown(text)).isEqualTo(shown);
        assertThat(Printable.shown(shown)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x0a, 0x1b, 0x7f, 0x85, 0xad, 0x034f, 0x115f, 0x1160, 0x200b, 0x2028, 0x2029, 0x202e, 0x3164,
                0xd800, 0xdfff, 0xfdd0, 0xfdef, 0xfeff, 0xffa0, 0xfffe, 0xffff, 0x1fffe, 0x10ffff, 0xe0100, 0xe01ef
            })
    void aCharacterThatIsNotSeenIsEscaped(int character) {
        String text = Character.toString(character);

        assertThat(Printable.shown(text)).matches("(\\\\u[0-9a-f]{4}){1,2}");
        assertThat(Printable.shown("a" + text)).startsWith("a\\u");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x20, 0x7e, 0xa0, 0x034e, 0x0350, 0x115e, 0x1161, 0x3163, 0x3165, 0xfdcf, 0xfdf0, 0xff9f, 0xffa1,
                0xfffd, 0x1f600, 0x1fffd, 0x20000, 0xe00ff, 0xe01f0
            })
    void aCharacterThatIsSeenIsNot(int character) {
        String text = Character.toString(character);

        assertThat(Printable.shown(text)).isEqualTo(text);
    }

    @Test
    void aTextIsCutBeforeTheCharacterThatDoesNotFit() {
        assertThat(Printable.cut("abc", 3)).isEqualTo("abc");
        assertThat(Printable.cut("abcd", 3)).isEqualTo("abc…");
        assertThat(Printable.cut("a\nb", 6)).isEqualTo("a…");
        assertThat(Printable.cut("a\nb", 7)).isEqualTo("a\\u000a…");
        assertThat(Printable.cut("a😀", 2)).isEqualTo("a…");
    }

    @ParameterizedTest
    @CsvSource({"' a', false", "'a ', false", "'', false", "a b, true", "'~', true", "'\u007f', false", "é, false"})
    void aHeaderIsVisibleAsciiWithInnerSpaces(String value, boolean accepted) {
        assertThat(Printable.isHeaderValue(value)).isEqualTo(accepted);
        assertThat(Printable.isHeaderValue("a\tb")).isFalse();
    }
}
