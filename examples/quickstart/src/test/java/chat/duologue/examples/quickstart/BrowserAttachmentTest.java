package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Files that two people send each other on the page. */
class BrowserAttachmentTest {
    private static final int LARGE = 2_000_000;

    @TempDir
    static Path data;

    @TempDir
    Path files;

    private static ServerProcess server;
    private static BrowserWindow alice;
    private static BrowserWindow bob;
    private static int conversations;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(data, ServerProcess.freePort(), "--no-flood-control");
        alice = BrowserWindow.launch();
        bob = BrowserWindow.launch();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {alice, bob, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void aNewConversationHasBegun() {
        conversations++;
        alice.signIn(server.address(), "Alice " + conversations).write("Bob " + conversations);
        bob.signIn(server.address(), "Bob " + conversations).write("Alice " + conversations);
    }

    private static void eventuallyShowsThePicture(BrowserWindow window, int width) {
        eventually(() -> assertThat(window.script("return [...document.querySelectorAll('.picture img')]"
                        + ".map(each => each.naturalWidth).join()"))
                .isEqualTo(Integer.toString(width)));
    }

    @Test
    void aPictureIsPreviewedSentAndSeenAlsoAfterAReload() throws Exception {
        alice.attach(TestPictures.png(files.resolve("lake.png"), 640, 480));
        eventually(() -> assertThat(alice.uploads()).containsExactly("done"));
        assertThat(alice.script("return document.querySelector('.upload img').naturalWidth"))
                .isEqualTo(640L);
        alice.say("Where we swim");
        for (BrowserWindow each : new BrowserWindow[] {alice, bob}) {
            eventually(() -> assertThat(each.texts()).containsExactly("Where we swim"));
            eventuallyShowsThePicture(each, 640);
        }
        assertThat(alice.uploads()).isEmpty();
        bob.reload();
        bob.choose("Alice " + conversations);
        eventuallyShowsThePicture(bob, 640);
        assertThat(bob.script("return document.querySelector('.attachment').ariaLabel"))
                .asString()
                .startsWith("Save picture lake.png, ");
    }

    @Test
    void aPictureThatCanNotBeHadIsTriedAgain() throws Exception {
        bob.cutOff("*/attachments/*");
        try {
            alice.attach(TestPictures.png(files.resolve("hill.png"), 640, 480));
            eventually(() -> assertThat(alice.uploads()).containsExactly("done"));
            alice.say("Where we walk");
            eventuallyShowsThePicture(alice, 640);
            String tries =
                    "return performance.getEntriesByType('resource').filter(each => each.name.includes('/attachments/')).length";
            eventually(() -> assertThat((Long) bob.script(tries)).isPositive());
            assertThat(bob.shows(".picture img.preview-only")).isTrue();
        } finally {
            bob.cutOff();
        }
        eventuallyShowsThePicture(bob, 640);
    }

    @Test
    void aFileIsSavedAsItWasSentUnderItsName() throws Exception {
        Path original = Files.writeString(files.resolve("<b>plan & more</b>.txt".replace("/", "_")), "8:12 platform 4");
        alice.attach(original);
        eventually(() -> assertThat(alice.uploads()).containsExactly("done"));
        alice.click("send");
        eventually(() -> assertThat(bob.textOf(".file-name")).isEqualTo("<b>plan & more<_b>.txt"));
        eventually(() -> assertThat(bob.textOf(".preview")).isEqualTo("<b>plan & more<_b>.txt"));
        Path saved = Files.createDirectory(files.resolve("saved"));
        bob.saveTo(saved);
        bob.click("attachment");
        eventually(() -> {
            try (var all = Files.list(saved)) {
                assertThat(all)
                        .singleElement()
                        .satisfies(file -> assertThat(file).hasSameBinaryContentAs(original));
            }
        });
    }

    @Test
    void whatIsUploadedSlowlyShowsHowFarItIsAndCanBeGivenUp() throws Exception {
        Path large = Files.write(files.resolve("large.bin"), new byte[LARGE]);
        alice.uploadAt(200_000);
        try {
            alice.attach(large);
            eventually(() -> assertThat(
                            ((Number) alice.script("return document.querySelector('progress').value")).doubleValue())
                    .isBetween(0.01, 0.99));
            assertThat(alice.script("return document.querySelector('#send').disabled"))
                    .isEqualTo(true);
            alice.say("not yet");
            assertThat(alice.texts()).isEmpty();
            alice.click("upload-remove");
            assertThat(alice.uploads()).isEmpty();
            alice.press(Keys.ENTER);
            eventually(() -> assertThat(bob.texts()).containsExactly("not yet"));
            assertThat(bob.shows(".attachment")).isFalse();
        } finally {
            alice.uploadAt(0);
        }
    }

    @Test
    void whatIsTooLargeOrDoesNotArriveSaysSoAndCanBeTriedAgain() throws Exception {
        Path large = files.resolve("huge.bin");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(26L << 20);
        }
        alice.attach(large);
        eventually(() -> assertThat(alice.uploads()).containsExactly("failed"));
        assertThat(alice.textOf(".upload")).contains("Too large: at most 25 MB");
        alice.click("upload-remove");
        alice.script("window.realOpen = XMLHttpRequest.prototype.open;"
                + "XMLHttpRequest.prototype.open = function (method, url) {"
                + " realOpen.call(this, method, url.replace('permit=', 'permit=x')); }");
        alice.attach(Files.writeString(files.resolve("small.txt"), "small"));
        eventually(() -> assertThat(alice.textOf(".upload")).contains("Not uploaded (403)"));
        alice.script("XMLHttpRequest.prototype.open = realOpen");
        alice.click("upload-again");
        eventually(() -> assertThat(alice.uploads()).containsExactly("done"));
        alice.click("send");
        eventually(() -> assertThat(bob.textOf(".file-name")).isEqualTo("small.txt"));
    }

    @Test
    void filesCanBeDroppedAndPasted() {
        String transfer = "const files = new DataTransfer();"
                + "files.items.add(new File(['words'], arguments[0], {type: 'text/plain'}));";
        alice.script(
                transfer + "const at = document.querySelector('#messages');"
                        + "for (const type of ['dragover', 'drop'])"
                        + " at.dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}))",
                "dropped.txt");
        alice.script(
                transfer + "all('compose')[0].dispatchEvent("
                        + "new ClipboardEvent('paste', {clipboardData: files, bubbles: true, cancelable: true}))",
                "pasted.txt");
        eventually(() -> assertThat(alice.uploads()).containsExactly("done", "done"));
        assertThat(alice.shows(".dropping")).isFalse();
        alice.click("send");
        eventually(() -> assertThat(bob.strings(
                        "return [...document.querySelectorAll('.attachment .file-name')].map(e => e.textContent)"))
                .containsExactly("dropped.txt", "pasted.txt"));
    }

    @Test
    void aRecalledMessageTakesItsPictureAlong() throws Exception {
        alice.attach(TestPictures.png(files.resolve("lake.png"), 64, 48));
        eventually(() -> assertThat(alice.uploads()).containsExactly("done"));
        alice.say("Oops");
        eventuallyShowsThePicture(bob, 64);
        alice.choose("Recall for everyone", "Oops");
        alice.click("confirm-yes");
        eventually(() -> assertThat(bob.texts()).containsExactly("Message recalled"));
        assertThat(bob.shows(".attachment")).isFalse();
        alice.click(By.id("compose"));
    }
}
