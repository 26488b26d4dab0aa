package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Attachment;
import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Attachments stay with their message, and a store tells which of them are still needed. */
interface AttachmentContract extends MessageChanges {

    /** One that no other test has, as long as they may be. */
    private String ref(int number) {
        String head = tag() + "-" + number + "_";
        return head + "r".repeat(Attachment.MAX_REF_CHARS - head.length());
    }

    private static Attachment plain(String ref) {
        return new Attachment(ref, "notes.txt", "text/plain", 12, null, null);
    }

    private Attachment full() {
        return new Attachment(
                ref(1),
                "\u202Egnp.\uD83D\uDE00'; DROP TABLE message; --\".png",
                "image/" + "x".repeat(Attachment.MAX_MEDIA_TYPE_CHARS - 6),
                Long.MAX_VALUE,
                "0123456789abcdef".repeat(4),
                "preview\n\t\uD83D\uDE00".repeat(300));
    }

    private Attachment bare() {
        return new Attachment(ref(2), "x".repeat(Attachment.MAX_NAME_CHARS), "a/b", 0, null, "");
    }

    private static Content holding(Attachment... attachments) {
        return new Content(null, null, null, List.of(attachments));
    }

    private Write.Send attaching(UserId from, UserId to, String... refs) {
        Content content = new Content(
                "text",
                null,
                null,
                List.of(refs).stream().map(AttachmentContract::plain).toList());
        return sending(from, with(to), newClientId(), content);
    }

    @Test
    default void everyFieldOfAnAttachmentIsKeptInTheOrderTheyWereGiven() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (Content content : List.of(
                holding(full(), plain(ref(3)), bare()),
                holding(bare(), full()),
                new Content("text", "{}", null, List.of(plain(ref(4)))))) {
            Message message = stored(write(sending(alice, with(bob), newClientId(), content)));
            assertThat(message.content()).isEqualTo(content);
            assertThat(history(bob, message.conversation())).contains(message);
            assertThat(conversation(alice, bob).last()).isEqualTo(message);
        }
        assertThat(events(bob, 0)).hasSize(3).isEqualTo(events(alice, 0));
    }

    @Test
    default void attachmentsAreThereAfterTheStoreWasOpenedAgain() {
        UserId alice = user("alice");
        Message message = stored(write(sending(alice, with(user("bob")), newClientId(), holding(full(), bare()))));
        reopenStore();
        assertThat(history(alice, message.conversation())).containsExactly(message);
    }

    @Test
    default void aRepeatedSendIsTheSameMessageOnlyWithTheSameAttachments() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Content content = new Content("text", null, null, List.of(plain(ref(3)), bare()));
        Write.Send first = sending(alice, with(bob), newClientId(), content);
        Message message = stored(write(first));
        assertThat(write(first)).isEqualTo(new Outcome.Duplicate(message));
        for (List<Attachment> others : List.of(
                List.<Attachment>of(),
                List.of(plain(ref(3))),
                List.of(bare(), plain(ref(3))),
                List.of(plain(ref(4)), bare()),
                List.of(new Attachment(ref(3), "Notes.txt", "text/plain", 12, null, null), bare()),
                List.of(new Attachment(ref(3), "notes.txt", "text/plain", 12, null, ""), bare()))) {
            Content other = new Content("text", null, null, others);
            assertThat(write(sending(alice, with(bob), first.clientMessageId(), other)))
                    .isEqualTo(new Outcome.Conflict());
        }
    }

    @Test
    default void whatAMessageOfTheirsRefersToIsInUse() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        write(attaching(alice, bob, ref(1), ref(2)));
        write(attaching(alice, user("carol"), ref(2), ref(3)));
        write(attaching(bob, alice, ref(4)));
        Set<String> all = IntStream.rangeClosed(1, 9).mapToObj(this::ref).collect(Collectors.toSet());
        assertThat(store().attachmentsInUse(alice, all)).containsExactlyInAnyOrder(ref(1), ref(2), ref(3));
        assertThat(store().attachmentsInUse(bob, all)).containsExactly(ref(4));
        assertThat(store().attachmentsInUse(user("carol"), all)).isEmpty();
        assertThat(store().attachmentsInUse(user("nobody"), all)).isEmpty();
        assertThat(store().attachmentsInUse(alice, List.of())).isEmpty();
        assertThat(store().attachmentsInUse(alice, List.of(ref(2)))).containsExactly(ref(2));
        assertThat(store().attachmentsInUse(alice, List.of(ref(2).toUpperCase(java.util.Locale.ROOT))))
                .isEmpty();
    }

    @Test
    default void whatARemovedMessageReferredToIsInUseNoMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = stored(write(attaching(alice, bob, ref(1), ref(2))));
        write(attaching(alice, bob, ref(2), ref(3)));
        housekeeping().purge(message.conversation(), 1);
        assertThat(store().attachmentsInUse(alice, List.of(ref(1), ref(2), ref(3))))
                .containsExactlyInAnyOrder(ref(2), ref(3));
    }

    @Test
    default void anEditLeavesTheAttachmentsAndARecallRemovesThem() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = stored(write(sending(alice, with(bob), newClientId(), holding(full(), bare()))));
        Message edited = edit(message, "text");
        assertThat(edited.content()).isEqualTo(new Content("text", null, null, List.of(full(), bare())));
        assertThat(history(bob, message.conversation())).containsExactly(edited);
        write(new Write.Edit(alice, message.conversation(), 1, "new", null, null, LATER, EVER, true));
        assertThat(store().revisions(message.conversation(), 1)).containsExactly(edited);
        assertThat(store().attachmentsInUse(alice, List.of(ref(1), ref(2)))).hasSize(2);
        write(recalling(alice, message));
        assertThat(store().attachmentsInUse(alice, List.of(ref(1), ref(2)))).isEmpty();
        assertThat(history(bob, message.conversation())).containsExactly(edited.saying(null, 2, LATER));
    }

    @Test
    default void moreRefsThanAReadTakesAreRefused() {
        List<String> most =
                IntStream.range(0, ChatStore.MAX_LIMIT).mapToObj(this::ref).toList();
        assertThat(store().attachmentsInUse(user("alice"), most)).isEmpty();
        List<String> tooMany = IntStream.rangeClosed(0, ChatStore.MAX_LIMIT)
                .mapToObj(this::ref)
                .toList();
        assertThatThrownBy(() -> store().attachmentsInUse(user("alice"), tooMany))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
