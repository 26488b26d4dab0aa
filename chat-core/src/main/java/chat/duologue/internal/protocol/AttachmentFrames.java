package chat.duologue.internal.protocol;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.Attachment;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes what frames say of attachments. */
public final class AttachmentFrames {
    private AttachmentFrames() {}

    /** The reply to {@code upload}. */
    public static String upload(String id, UploadPermit upload) {
        return FrameEncoder.ok(id, json -> {
            json.writeStringProperty("ref", upload.ref());
            write(json, upload.permit());
        });
    }

    /** The reply to {@code download}. */
    public static String download(String id, Permit permit) {
        return FrameEncoder.ok(id, json -> write(json, permit));
    }

    private static void write(JsonGenerator json, Permit permit) {
        json.writeStringProperty("url", permit.url());
        json.writeStringProperty("method", permit.method());
        json.writeObjectPropertyStart("headers");
        permit.headers().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeStringProperty("expiresAt", FrameEncoder.TIME.format(permit.expiresAt()));
    }

    static void write(JsonGenerator json, List<Attachment> attachments) {
        if (attachments.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("attachments");
        for (Attachment attachment : attachments) {
            json.writeStartObject();
            json.writeStringProperty("ref", attachment.ref());
            json.writeStringProperty("name", attachment.name());
            json.writeStringProperty("mediaType", attachment.mediaType());
            json.writeNumberProperty("bytes", attachment.bytes());
            if (attachment.sha256() != null) {
                json.writeStringProperty("sha256", attachment.sha256());
            }
            if (attachment.preview() != null) {
                json.writeStringProperty("preview", attachment.preview());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void writeLimits(JsonGenerator json, ChatServerOptions options) {
        json.writeNumberProperty("attachments", options.maxAttachments());
        json.writeNumberProperty("attachmentBytes", options.maxAttachmentBytes());
        json.writeNumberProperty("previewBytes", options.maxPreviewBytes());
    }
}
