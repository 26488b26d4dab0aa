package chat.duologue.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attachment, and a message with some, may be. */
class AttachmentTest {
    private static final Attachment NOTES = new Attachment("r1", "notes.txt", "text/plain", 3, null, null);

    private static void assertRefused(String field, Runnable made) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a\\b", "a b", "é", "a.b", "a%2e", "a\n", "a\0"})
    void aRefIsNoPath(String ref) {
        assertRefused("ref", () -> new Attachment(ref, "a", "a/b", 0, null, null));
        assertRefused("ref", () -> new Attachment("x".repeat(65), "a", "a/b", 0, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../etc/passwd", "C:\\x", "a\nb", "a\0b", "\uD800", "a\u007F"})
    void aNameIsNoPathAndHasNoControlCharacters(String name) {
        assertRefused("name", () -> new Attachment("r", name, "a/b", 0, null, null));
        assertRefused("name", () -> new Attachment("r", "x".repeat(256), "a/b", 0, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text", "text/", "/plain", "Text/plain", "text/plain; charset=utf-8", "a/b/c", "a/b\r\nX: y"
            })
    void aMediaTypeIsATypeAndASubtype(String mediaType) {
        assertRefused("mediaType", () -> new Attachment("r", "a", mediaType, 0, null, null));
        assertRefused("mediaType", () -> new Attachment("r", "a", "a/" + "b".repeat(126), 0, null, null));
    }

    @Test
    void sizeHashAndPreviewAreChecked() {
        assertRefused("bytes", () -> new Attachment("r", "a", "a/b", -1, null, null));
        assertRefused("sha256", () -> new Attachment("r", "a", "a/b", 0, "A".repeat(64), null));
        assertRefused("sha256", () -> new Attachment("r", "a", "a/b", 0, "a".repeat(63), null));
        assertRefused("preview", () -> new Attachment("r", "a", "a/b", 0, null, "\0"));
    }

    @Test
    void aMessageNeedsTextDataOrAnAttachment() {
        assertRefused("text, data or attachments", () -> new Content(null, null, 1L));
        assertThat(new Content(null, null, null, List.of(NOTES)).attachments()).containsExactly(NOTES);
        assertRefused("attachments", () -> new Content("text", null, null, List.of(NOTES, NOTES)));
    }

    @Test
    void theListIsCopied() {
        List<Attachment> list = new ArrayList<>(List.of(NOTES));
        Content content = new Content(null, null, null, list);
        list.clear();
        assertThat(content.attachments()).containsExactly(NOTES);
    }

    @Test
    void neitherTellsWhatThePeopleWrote() {
        assertThat(NOTES.toString()).doesNotContain("notes");
        assertThat(new Content("secret", null, null, List.of(NOTES)).toString()).doesNotContain("notes", "secret");
    }
}
