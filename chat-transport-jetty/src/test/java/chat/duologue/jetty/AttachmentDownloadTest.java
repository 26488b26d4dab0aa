package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.jetty.attachments.FileSystemAttachments;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets when it downloads. */
class AttachmentDownloadTest {
    private static final byte[] BYTES = bytes(1_000);

    @TempDir
    private Path directory;

    private AttachmentFixture fixture;
    private TestClient alice;

    @BeforeEach
    void start() {
        fixture = AttachmentFixture.start(directory);
        alice = fixture.chat.login("alice");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        return bytes;
    }

    private HttpRequest.Builder request(String name, String mediaType, byte[] bytes) {
        Map<String, Object> file = fixture.upload(alice, name, mediaType, bytes);
        return fixture.get(fixture.permitDownload(alice, fixture.send(alice, "bob", List.of(file)), file.get("ref")));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 0, 100",
        "bytes=900-, 900, 1000",
        "bytes=-1, 999, 1000",
        "bytes=-5000, 0, 1000",
        "bytes=999-5000, 999, 1000",
        "bytes=0-0, 0, 1"
    })
    void aRangeIsThatPart(String range, int from, int to) {
        HttpResponse<byte[]> response =
                exchange(request("n", "video/mp4", BYTES).header("Range", range));
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
        assertThat(header(response, "Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/1000");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeBeyondTheEndIsNotSatisfiable(String range) {
        HttpResponse<byte[]> response = exchange(request("n", "a/b", BYTES).header("Range", range));
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "Content-Range")).isEqualTo("bytes */1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=", "bytes=x-y", "bytes=9-3", "lines=1-2", "bytes", "bytes=99999999999999999999-"})
    void aRangeThatIsNoneIsRefusedOrNotHeeded(String range) {
        HttpResponse<byte[]> response = exchange(request("n", "a/b", BYTES).header("Range", range));
        assertThat(response.statusCode()).isIn(200, 416, 400);
        if (response.statusCode() == 200) {
            assertThat(response.body()).isEqualTo(BYTES);
        }
    }

    @Test
    void manyRangesCostNoMoreThanTheFile() {
        String many = IntStream.range(0, 500).mapToObj(i -> "0-").collect(Collectors.joining(","));
        HttpResponse<byte[]> response =
                exchange(request("n", "a/b", bytes(100_000)).header("Range", "bytes=" + many));
        assertThat(response.body().length).isLessThan(200_000);
    }

    @Test
    void aDownloadGoesOnWhereItWasCutIfTheFileIsStillTheSame() {
        HttpRequest.Builder request = request("n", "a/b", BYTES);
        String etag = header(exchange(request.copy()), "ETag");
        assertThat(etag).matches("\"[0-9a-f]{64}\"");
        HttpResponse<byte[]> same =
                exchange(request.copy().header("Range", "bytes=500-").header("If-Range", etag));
        assertThat(same.statusCode()).isEqualTo(206);
        assertThat(same.body()).isEqualTo(Arrays.copyOfRange(BYTES, 500, 1000));
        HttpResponse<byte[]> other =
                exchange(request.copy().header("Range", "bytes=500-").header("If-Range", "\"other\""));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(BYTES);
        assertThat(exchange(request.copy().header("If-None-Match", etag)).statusCode())
                .isEqualTo(304);
    }

    @Test
    void aLongFileComesWhole() {
        byte[] bytes = bytes(10_000_000);
        assertThat(exchange(request("n", "a/b", bytes)).body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/xhtml+xml",
                "image/svg+xml",
                "text/xml",
                "application/pdf",
                "text/javascript",
                "application/x-msdownload",
                "image/bmp",
                "video/mp4"
            })
    void whatABrowserCouldRunIsOnlyEverSaved(String mediaType) {
        HttpResponse<byte[]> response =
                exchange(request("x.html", mediaType, "<script>".getBytes(StandardCharsets.UTF_8)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).startsWith(mediaType);
        assertThat(header(response, "Content-Disposition")).startsWith("attachment;");
        assertNeverRun(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "image/jpeg", "image/gif", "image/webp"})
    void aPictureMayBeShownInThePage(String mediaType) {
        HttpResponse<byte[]> response = exchange(request("x", mediaType, BYTES));
        assertThat(header(response, "Content-Type")).isEqualTo(mediaType);
        assertThat(header(response, "Content-Disposition")).startsWith("inline;");
        assertNeverRun(response);
    }

    private static void assertNeverRun(HttpResponse<?> response) {
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(header(response, "Cache-Control")).isEqualTo("private");
        assertThat(header(response, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(header(response, "Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/svg+xml", "text/html", "application/pdf", "*/*", "image/*"})
    void noOptionMakesAProgramShownInThePage(String mediaType) {
        assertThatThrownBy(() -> FileSystemAttachments.in(directory, AttachmentFixture.KEY)
                        .inline(Set.of("image/png", mediaType)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(mediaType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes.txt",
                "\"; filename=evil.exe; x=\"",
                "a'b''c%41*.txt",
                "\u00e9\u4f60\u597d\ud83d\ude00.pdf",
                " ",
                "..",
                "CON",
                "a;b,c=d",
                "C:x"
            })
    void theNameIsTheFilesAndNoHeaderOfItsOwn(String name) {
        HttpResponse<byte[]> response = exchange(request(name, "a/b", BYTES));
        assertThat(nameIn(header(response, "Content-Disposition"))).isEqualTo(name);
    }

    @Test
    void theLongestNameFits() {
        for (String name : List.of("x".repeat(255), "\u4f60".repeat(255))) {
            HttpResponse<byte[]> response = exchange(request(name, "a/b", BYTES));
            assertThat(nameIn(header(response, "Content-Disposition"))).isEqualTo(name);
        }
    }

    @Test
    void aNameThatReadsBackwardsIsSavedAsItIs() {
        HttpResponse<byte[]> response = exchange(request("photo\u202Egnp.exe", "a/b", BYTES));
        assertThat(nameIn(header(response, "Content-Disposition"))).isEqualTo("photo_gnp.exe");
    }

    private static String nameIn(String disposition) {
        String start = "attachment; filename*=UTF-8''";
        assertThat(disposition).startsWith(start).matches("[!-~ ]+");
        String name = disposition.substring(start.length());
        assertThat(name).matches("[A-Za-z0-9!#$&+.^_`|~%-]*");
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
