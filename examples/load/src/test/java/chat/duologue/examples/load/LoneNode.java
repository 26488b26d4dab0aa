package chat.duologue.examples.load;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** A node that shares nothing with any other, in a process of its own; a token is {@link #TOKEN_PREFIX} and the user's name. */
final class LoneNode {
    static final String TOKEN_PREFIX = "token-of-";

    private LoneNode() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChatServer chat = ChatServer.builder()
                .store(new InMemoryChatStore())
                .authenticator(credentials ->
                        Optional.of(Identity.of(credentials.token().substring(TOKEN_PREFIX.length()))))
                .floodControl(FloodControl.OFF)
                .build();
        int port = Integer.parseInt(System.getenv("DUOLOGUE_PORT"));
        JettyChatServer server = JettyChatServer.of(chat).port(port).start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        Thread.currentThread().join();
    }

    /** It as a jar, which refers to the class path of the tests. */
    static Path jar(Path folder) throws IOException {
        Attributes main = new Attributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, LoneNode.class.getName());
        main.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putAll(main);
        Path jar = folder.resolve("lone-node.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }
}
