package chat.duologue.examples.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UrlSignerTest {
    private final UrlSigner signer = new UrlSigner(
            URI.create("https://examplebucket.s3.amazonaws.com"),
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    /** The example of "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)". */
    @Test
    void signsTheExampleOfAmazonsDocumentationAsItIsThere() {
        assertThat(signer.sign(
                        "GET",
                        "test.txt",
                        Map.of(),
                        Map.of(),
                        Instant.parse("2013-05-24T00:00:00Z"),
                        Duration.ofHours(24)))
                .isEqualTo("https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
                        + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }
}
