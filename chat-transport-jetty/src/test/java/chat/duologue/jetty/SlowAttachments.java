package chat.duologue.jetty;

import chat.duologue.model.Attachment;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A store of attachments that finds nothing before it is let go, and fails where it is told to. */
record SlowAttachments(AttachmentStore files, CountDownLatch asked, CountDownLatch go) implements AttachmentStore {
    /** The name of a file that it fails for. */
    static final String BROKEN = "broken";

    @Override
    public UploadPermit permitUpload(UserId by, Upload wanted) {
        if (wanted.name().equals(BROKEN)) {
            throw new IllegalStateException("secret");
        }
        return files.permitUpload(by, wanted);
    }

    @Override
    public Permit permitDownload(UserId by, UserId uploader, Attachment attachment) {
        return files.permitDownload(by, uploader, attachment);
    }

    @Override
    public Optional<Stored> find(UserId uploader, String ref) {
        asked.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return files.find(uploader, ref);
    }

    @Override
    public Page uploads(String after, Instant before, int limit) {
        return files.uploads(after, before, limit);
    }

    @Override
    public void remove(List<Key> uploads) {
        files.remove(uploads);
    }
}
