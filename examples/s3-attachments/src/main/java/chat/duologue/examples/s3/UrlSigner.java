package chat.duologue.examples.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs URLs of a bucket: AWS Signature Version 4 in query parameters, as "Authenticating Requests: Using Query Parameters" of
 * the Amazon S3 API reference tells it.
 *
 * @param bucket its URL, without a slash at the end
 */
record UrlSigner(URI bucket, String region, String accessKey, String secretKey) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /**
     * A URL for one request.
     *
     * @param key     of the object; empty for the bucket itself
     * @param headers that the request must have, names in lower case; {@code host} comes by itself
     */
    String sign(
            String method,
            String key,
            Map<String, String> query,
            Map<String, String> headers,
            Instant now,
            Duration lifetime) {
        String time = TIME.format(now);
        String day = time.substring(0, 8);
        String scope = day + "/" + region + "/s3/aws4_request";
        SortedMap<String, String> signedHeaders = new TreeMap<>(headers);
        signedHeaders.put("host", bucket.getRawAuthority());
        String headerNames = String.join(";", signedHeaders.keySet());
        SortedMap<String, String> parameters = new TreeMap<>(query);
        parameters.put("X-Amz-Algorithm", ALGORITHM);
        parameters.put("X-Amz-Credential", accessKey + "/" + scope);
        parameters.put("X-Amz-Date", time);
        parameters.put("X-Amz-Expires", Long.toString(lifetime.toSeconds()));
        parameters.put("X-Amz-SignedHeaders", headerNames);
        String path = bucket.getRawPath() + "/" + encoded(key).replace("%2F", "/");
        String parameterText = parameters.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        String headerText = signedHeaders.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue() + "\n")
                .collect(Collectors.joining());
        String request = String.join("\n", method, path, parameterText, headerText, headerNames, "UNSIGNED-PAYLOAD");
        String text = String.join("\n", ALGORITHM, time, scope, HexFormat.of().formatHex(sha256(request)));
        byte[] signingKey = mac(mac(mac(mac(("AWS4" + secretKey).getBytes(UTF_8), day), region), "s3"), "aws4_request");
        String signature = HexFormat.of().formatHex(mac(signingKey, text));
        return bucket.getScheme() + "://" + bucket.getRawAuthority() + path + "?" + parameterText + "&X-Amz-Signature="
                + signature;
    }

    /** Percent-encoded, all but the unreserved characters of RFC 3986. */
    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does not tell the secret. */
    @Override
    public String toString() {
        return "UrlSigner[" + bucket + "]";
    }
}
