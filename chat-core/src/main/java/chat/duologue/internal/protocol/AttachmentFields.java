package chat.duologue.internal.protocol;

import static chat.duologue.internal.protocol.FieldException.badRequest;

import chat.duologue.model.Attachment;
import chat.duologue.model.ConversationId;
import chat.duologue.spi.AttachmentStore.Upload;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what frames say of attachments. */
final class AttachmentFields {
    private static final int SHA_256_CHARS = 64;

    private AttachmentFields() {}

    /** Those of a message; none where the field is absent. */
    static List<Attachment> attachments(Fields fields) {
        return fields.objects("attachments").stream()
                .map(AttachmentFields::attachment)
                .toList();
    }

    private static Attachment attachment(Fields fields) {
        String ref = fields.string("ref", Attachment.MAX_REF_CHARS);
        String preview = fields.optionalString("preview", Integer.MAX_VALUE);
        return checked(
                fields,
                () -> new Attachment(ref, name(fields), mediaType(fields), bytes(fields), sha256(fields), preview));
    }

    static Request upload(String id, Fields fields) {
        return new Request.Upload(
                id, checked(fields, () -> new Upload(name(fields), mediaType(fields), bytes(fields), sha256(fields))));
    }

    static Request download(String id, ConversationId conversation, Fields fields) {
        return new Request.Download(
                id, conversation, fields.integer("seq", 1), fields.string("ref", Attachment.MAX_REF_CHARS));
    }

    private static String name(Fields fields) {
        return fields.string("name", Attachment.MAX_NAME_CHARS);
    }

    private static String mediaType(Fields fields) {
        return fields.string("mediaType", Attachment.MAX_MEDIA_TYPE_CHARS);
    }

    private static long bytes(Fields fields) {
        return fields.integer("bytes", 0);
    }

    private static @Nullable String sha256(Fields fields) {
        return fields.optionalString("sha256", SHA_256_CHARS);
    }

    /** The domain's own check begins with the name of the field. */
    private static <T> T checked(Fields fields, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw badRequest(fields.path() + e.getMessage());
        }
    }
}
