package chat.duologue.examples.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** As much of S3 as the example needs, for tests. Does what a URL says if signing its request gives the same URL. */
final class LocalBucket implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP_TIME = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private record Stored(String mediaType, String sha256, byte[] bytes, Instant at) {}

    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    private final UrlSigner signer;

    LocalBucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::handle);
        server.start();
        signer = new UrlSigner(uri(), "local", "access", "secret");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bucket");
    }

    S3Attachments attachments() {
        return new S3Attachments(uri(), signer.region(), signer.accessKey(), signer.secretKey());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = new HashMap<>();
            for (String each : exchange.getRequestURI().getRawQuery().split("&")) {
                String[] pair = each.split("=", 2);
                query.put(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8));
            }
            String key = exchange.getRequestURI().getPath().substring("/bucket/".length());
            if (!isSigned(exchange, key, query)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "PUT" -> put(exchange, key);
                case "DELETE" -> {
                    objects.remove(key);
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> {
                    if (key.isEmpty()) {
                        list(exchange, query);
                    } else {
                        get(exchange, key, query);
                    }
                }
            }
        }
    }

    private boolean isSigned(HttpExchange exchange, String key, Map<String, String> query) {
        Map<String, String> own = new TreeMap<>(query);
        own.keySet().removeIf(name -> name.startsWith("X-Amz-"));
        Map<String, String> headers = new TreeMap<>();
        for (String name : query.get("X-Amz-SignedHeaders").split(";")) {
            if (!name.equals("host")) {
                headers.put(name, exchange.getRequestHeaders().getFirst(name));
            }
        }
        Instant at = TIME.parse(query.get("X-Amz-Date"), Instant::from);
        Duration lifetime = Duration.ofSeconds(Long.parseLong(query.get("X-Amz-Expires")));
        String signed = signer.sign(exchange.getRequestMethod(), key, own, headers, at, lifetime);
        return signed.endsWith(query.get("X-Amz-Signature")) && Instant.now().isBefore(at.plus(lifetime));
    }

    private void put(HttpExchange exchange, String key) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        Stored stored = new Stored(
                headers.getFirst("Content-Type"), headers.getFirst("x-amz-checksum-sha256"), bytes, Instant.now());
        exchange.sendResponseHeaders(objects.putIfAbsent(key, stored) == null ? 200 : 412, -1);
    }

    private void get(HttpExchange exchange, String key, Map<String, String> query) throws IOException {
        Stored stored = objects.get(key);
        if (stored == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", stored.mediaType());
        headers.set("Last-Modified", HTTP_TIME.format(stored.at()));
        if (stored.sha256() != null) {
            headers.set("x-amz-checksum-sha256", stored.sha256());
        }
        if (query.containsKey("response-content-disposition")) {
            headers.set("Content-Disposition", query.get("response-content-disposition"));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(stored.bytes().length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, stored.bytes().length);
            exchange.getResponseBody().write(stored.bytes());
        }
    }

    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        int max = Integer.parseInt(query.get("max-keys"));
        NavigableMap<String, Stored> rest = objects.tailMap(query.getOrDefault("start-after", ""), false);
        StringBuilder xml = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")
                .append("<IsTruncated>")
                .append(rest.size() > max)
                .append("</IsTruncated>");
        rest.entrySet().stream()
                .limit(max)
                .forEach(each -> xml.append("<Contents><Key>")
                        .append(each.getKey())
                        .append("</Key><LastModified>")
                        .append(each.getValue().at())
                        .append("</LastModified></Contents>"));
        byte[] bytes = xml.append("</ListBucketResult>").toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
