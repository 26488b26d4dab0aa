package chat.duologue.examples.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.model.Attachment;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Keeps attachments in an S3 bucket: clients put and get the bytes there, by presigned URLs. Thread-safe. The bucket is
 * private, its CORS rules allow the app's origins, and it allows conditional writes.
 *
 * <p>An object is called {@code uploader/ref}, the uploader in base64url: so a ref leads to its uploader's objects only, and
 * a listing tells whose they are.
 */
public final class S3Attachments implements AttachmentStore {
    private static final Duration UPLOAD = Duration.ofMinutes(5);
    private static final Duration DOWNLOAD = Duration.ofMinutes(1);
    private static final int REF_BYTES = 16;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final UrlSigner signer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    /** @param bucket its URL: {@code https://NAME.s3.REGION.amazonaws.com}, or {@code https://host/NAME} */
    public S3Attachments(URI bucket, String region, String accessKey, String secretKey) {
        this.signer = new UrlSigner(bucket, region, accessKey, secretKey);
    }

    /** S3 itself sees to type, length and hash, since they are signed, and lets nothing be overwritten. */
    @Override
    public UploadPermit permitUpload(UserId by, Upload wanted) {
        byte[] bytes = new byte[REF_BYTES];
        random.nextBytes(bytes);
        String ref = HexFormat.of().formatHex(bytes);
        Map<String, String> toSend = new TreeMap<>();
        toSend.put("content-type", wanted.mediaType());
        toSend.put("if-none-match", "*");
        if (wanted.sha256() != null) {
            toSend.put("x-amz-checksum-sha256", base64(wanted.sha256()));
        }
        Map<String, String> signed = new TreeMap<>(toSend);
        signed.put("content-length", Long.toString(wanted.bytes())); // every client sends it by itself
        Instant now = clock.instant();
        String url = signer.sign("PUT", key(by, ref), Map.of(), signed, now, UPLOAD);
        return new UploadPermit(ref, new Permit("PUT", url, toSend, now.plus(UPLOAD)));
    }

    @Override
    public Permit permitDownload(UserId by, UserId uploader, Attachment attachment) {
        Map<String, String> query = Map.of(
                "response-content-disposition",
                "attachment; filename*=UTF-8''" + UrlSigner.encoded(attachment.name()),
                "response-cache-control",
                "private");
        Instant now = clock.instant();
        String url = signer.sign("GET", key(uploader, attachment.ref()), query, Map.of(), now, DOWNLOAD);
        return new Permit("GET", url, Map.of(), now.plus(DOWNLOAD));
    }

    @Override
    public Optional<Stored> find(UserId uploader, String ref) {
        HttpResponse<byte[]> response =
                exchange("HEAD", key(uploader, ref), Map.of(), Map.of("x-amz-checksum-mode", "ENABLED"));
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(new Stored(
                header(response, "content-type").orElse(""),
                response.headers().firstValueAsLong("content-length").orElse(0),
                header(response, "x-amz-checksum-sha256")
                        .map(S3Attachments::hex)
                        .orElse(null),
                header(response, "last-modified")
                        .map(time -> ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant())
                        .orElse(Instant.EPOCH)));
    }

    @Override
    public Page uploads(@Nullable String after, Instant before, int limit) {
        Map<String, String> query = new TreeMap<>(Map.of("list-type", "2", "max-keys", Integer.toString(limit)));
        if (after != null) {
            query.put("start-after", after);
        }
        Document list = xml(exchange("GET", "", query, Map.of()).body());
        NodeList objects = list.getElementsByTagName("Contents");
        List<Key> found = new ArrayList<>();
        String last = null;
        for (int i = 0; i < objects.getLength(); i++) {
            Element object = (Element) objects.item(i);
            last = text(object, "Key");
            String[] parts = last.split("/", 2);
            if (Instant.parse(text(object, "LastModified")).isBefore(before)) {
                found.add(new Key(new UserId(new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8)), parts[1]));
            }
        }
        boolean more = text(list.getDocumentElement(), "IsTruncated").equals("true");
        return new Page(found, more ? Optional.ofNullable(last) : Optional.empty());
    }

    @Override
    public void remove(List<Key> uploads) {
        uploads.forEach(upload -> exchange("DELETE", key(upload.uploader(), upload.ref()), Map.of(), Map.of()));
    }

    private static String key(UserId uploader, String ref) {
        String folder = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(uploader.value().getBytes(UTF_8));
        return folder + "/" + ref;
    }

    private HttpResponse<byte[]> exchange(
            String method, String key, Map<String, String> query, Map<String, String> headers) {
        URI uri = URI.create(signer.sign(method, key, query, headers, clock.instant(), DOWNLOAD));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != OK / 100 && response.statusCode() != NOT_FOUND) {
                throw new IOException(method + " was answered " + response.statusCode());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException("The bucket failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the bucket did not answer in time", e);
        }
    }

    private static Document xml(byte[] bytes) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("The bucket's listing is not XML", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static String hex(String base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }
}
