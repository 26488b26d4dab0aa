package chat.duologue.examples.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** Fetches tokens, many at a time, before anything is measured. */
final class Login {
    private static final int AT_ONCE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Login() {}

    /** One token per user, in the same order. */
    static List<String> tokens(Credentials credentials, List<String> users) throws LoadException, InterruptedException {
        if (credentials instanceof Credentials.LoginAt at) {
            return request(at.url(), users);
        }
        String prefix = ((Credentials.TokenPrefix) credentials).prefix();
        return users.stream().map(prefix::concat).toList();
    }

    private static List<String> request(URI url, List<String> users) throws LoadException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        Semaphore places = new Semaphore(AT_ONCE);
        List<CompletableFuture<String>> answers = new ArrayList<>(users.size());
        for (String user : users) {
            places.acquire();
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            new Bytes().add("{\"user\":").addJson(user).add("}").toString()))
                    .build();
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BodyHandlers.ofByteArray());
            answers.add(answer.whenComplete((response, failure) -> places.release())
                    .thenApply(response -> token(user, response)));
        }
        try {
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw new LoadException("login at " + url + " failed", e.getCause() == null ? e : e.getCause());
        }
    }

    private static String token(String user, HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() == 200) {
                byte[] body = response.body();
                JsonFields fields = new JsonFields().over(body, 0, body.length);
                while (fields.next()) {
                    if (fields.isNamed(new byte[] {'t', 'o', 'k', 'e', 'n'})) {
                        return fields.text();
                    }
                }
            }
        } catch (WireException e) {
            throw new CompletionException(e);
        }
        throw new CompletionException(new WireException("the answer for " + user + " has status "
                + response.statusCode() + " and no token that could be read"));
    }
}
