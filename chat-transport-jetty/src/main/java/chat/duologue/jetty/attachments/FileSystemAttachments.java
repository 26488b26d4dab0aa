package chat.duologue.jetty.attachments;

import static java.util.Objects.requireNonNull;

import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.Attachment;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps attachments as files in a directory, and serves them over HTTP: give it to the {@code ChatServer} and to
 * {@link chat.duologue.jetty.JettyChatServer}, or mount it with {@link ChatAttachments}. Several nodes may share the directory and the key.
 * Thread-safe.
 *
 * <p>Permits are URLs that are signed with HMAC-SHA-256 (RFC 2104): nothing is kept of them. Such a URL tells the user and
 * the file's name to whoever reads it, and permits what it says to whoever has it: keep queries out of access logs.
 *
 * <p>Whatever a file holds, browsers treat it as a download, or as a picture where its type is one of
 * {@link Builder#inline}; they never run it.
 */
public final class FileSystemAttachments implements AttachmentStore {
    static final String PERMIT = "permit";
    private static final Duration SLOW_START = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final SecureRandom random = new SecureRandom();
    private final AttachmentFiles files;
    private final OpenUploads open;
    private final Builder options;

    private FileSystemAttachments(Builder options) {
        this.options = options;
        this.files = new AttachmentFiles(options.directory);
        this.open = new OpenUploads(options.maxUploads, options.maxUploadsPerUser);
    }

    /**
     * A builder.
     *
     * @param directory made where it is not there; nothing else should be in it
     * @param key       signs the permits: at least 32 random bytes, a secret of the host's, the same on all nodes. Another
     *                  key ends the permits that are out
     * @throws IllegalArgumentException if the key is too short
     */
    public static Builder in(Path directory, byte[] key) {
        return new Builder(directory, key);
    }

    @Override
    public UploadPermit permitUpload(UserId by, Upload wanted) {
        if (!options.mediaTypes.test(wanted.mediaType())) {
            throw new RequestException(ErrorCode.FORBIDDEN, "mediaType is not allowed here");
        }
        if (usableBytes() < wanted.bytes()) {
            throw new RequestException(ErrorCode.UNAVAILABLE, "there is no room for attachments now", RETRY_AFTER);
        }
        Place place = Place.random(by, random);
        SignedPermit permit = new SignedPermit(
                "PUT",
                by,
                place,
                wanted.name(),
                wanted.mediaType(),
                wanted.bytes(),
                wanted.sha256(),
                in(options.uploadTime));
        return new UploadPermit(place.ref(), permit(permit, Map.of("Content-Type", wanted.mediaType())));
    }

    @Override
    public Permit permitDownload(UserId by, UserId uploader, Attachment attachment) {
        StoredFile file = stored(uploader, attachment.ref())
                .orElseThrow(() -> new RequestException(ErrorCode.NOT_FOUND, "the attachment is gone"));
        SignedPermit permit = new SignedPermit(
                "GET",
                by,
                Place.of(uploader, attachment.ref()),
                attachment.name(),
                file.mediaType(),
                file.bytes(),
                file.sha256(),
                in(options.downloadTime));
        return permit(permit, Map.of());
    }

    private Instant in(Duration time) {
        return options.clock.instant().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private Permit permit(SignedPermit permit, Map<String, String> headers) {
        String url = options.url + "/" + permit.place().ref() + "?" + PERMIT + "=" + permit.signed(options.key);
        return new Permit(permit.method(), url, headers, permit.expiresAt());
    }

    /** What a URL permits: nothing, where it was not signed here, has expired, or is of another method or ref. */
    Optional<SignedPermit> permitted(String method, String ref, String signed) {
        return SignedPermit.verified(options.key, signed)
                .filter(permit -> permit.method().equals(method)
                        && permit.place().ref().equals(ref)
                        && options.clock.instant().isBefore(permit.expiresAt()));
    }

    @Override
    public Optional<Stored> find(UserId uploader, String ref) {
        return stored(uploader, ref)
                .map(file -> new Stored(file.mediaType(), file.bytes(), file.sha256(), file.uploadedAt()));
    }

    private Optional<StoredFile> stored(UserId uploader, String ref) {
        try {
            return Place.canBe(ref) ? files.find(Place.of(uploader, ref)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Page uploads(@Nullable String after, Instant before, int limit) {
        try {
            if (after == null) {
                files.removeAbandoned();
            }
            return files.page(after, before, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(List<Key> uploads) {
        try {
            for (Key upload : uploads) {
                files.remove(Place.of(upload.uploader(), upload.ref()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long usableBytes() {
        try {
            return files.usableBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of its URLs. */
    public String path() {
        return requireNonNull(URI.create(options.url).getPath());
    }

    AttachmentFiles files() {
        return files;
    }

    OpenUploads open() {
        return open;
    }

    InstantSource clock() {
        return options.clock;
    }

    /** When an upload that begins now is too slow. */
    Instant endOfUpload(long bytes) {
        return options.minUploadBytesPerSecond == 0
                ? Instant.MAX
                : options.clock.instant().plus(SLOW_START).plusSeconds(bytes / options.minUploadBytesPerSecond);
    }

    boolean isInline(String mediaType) {
        return options.inline.contains(mediaType);
    }

    /** Collects options. Not thread-safe; use it for one. */
    public static final class Builder {
        private static final int MIN_KEY_BYTES = 32;

        private final Path directory;
        private final byte[] key;
        private String url = "/attachments";
        private Predicate<String> mediaTypes = mediaType -> true;
        private Set<String> inline = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
        private Duration uploadTime = Duration.ofMinutes(5);
        private Duration downloadTime = Duration.ofMinutes(1);
        private int maxUploads = 256;
        private int maxUploadsPerUser = 8;
        private long minUploadBytesPerSecond = 4096;
        private InstantSource clock = Clock.systemUTC();

        private Builder(Path directory, byte[] key) {
            if (key.length < MIN_KEY_BYTES) {
                throw new IllegalArgumentException("key must have at least " + MIN_KEY_BYTES + " bytes");
            }
            this.directory = directory;
            this.key = key.clone();
        }

        /**
         * Where clients reach it: {@code https://files.example.com/attachments}, or a path on the server that they chat
         * with; by default {@code /attachments}.
         *
         * @throws IllegalArgumentException if it is no such thing, or has no path, or ends with a slash
         */
        public Builder url(String value) {
            if (!value.matches("(https?://[^/?#@\\s]+)?(/[A-Za-z0-9._~-]+)+")) {
                throw new IllegalArgumentException(
                        "url must be a path, or https://host/path, without a slash at the end, but" + " is '" + value
                                + "'");
            }
            url = value;
            return this;
        }

        /** Which media types may be uploaded; by default all, since none is run in a browser. Quick, and thread-safe. */
        public Builder mediaTypes(Predicate<String> value) {
            mediaTypes = value;
            return this;
        }

        /**
         * Which types browsers may show in the page, not only save; by default PNG, JPEG, GIF and WebP.
         *
         * @throws IllegalArgumentException if one is neither a picture nor sound nor a film, or is SVG, which is a program
         */
        public Builder inline(Set<String> value) {
            for (String mediaType : value) {
                if (!mediaType.matches("(image|audio|video)/[a-z0-9.+-]+") || mediaType.contains("xml")) {
                    throw new IllegalArgumentException(
                            "inline must be pictures, sound or films, and not SVG, but has '" + mediaType + "'");
                }
            }
            inline = Set.copyOf(value);
            return this;
        }

        /** How long after its permit an upload may begin; by default 5 minutes. From 1 second to 1 day. */
        public Builder uploadTime(Duration value) {
            uploadTime = requireRange("uploadTime", value);
            return this;
        }

        /** How long after its permit a download may begin; by default 1 minute. From 1 second to 1 day. */
        public Builder downloadTime(Duration value) {
            downloadTime = requireRange("downloadTime", value);
            return this;
        }

        /** Uploads that may be under way at once; one more is answered 503. By default 256, at least 1. */
        public Builder maxUploads(int value) {
            maxUploads = requirePositive("maxUploads", value);
            return this;
        }

        /** The same of one user; by default 8, at least 1. */
        public Builder maxUploadsPerUser(int value) {
            maxUploadsPerUser = requirePositive("maxUploadsPerUser", value);
            return this;
        }

        /** An upload that takes longer than at this speed, and 10 seconds, is cut; by default 4096, 0 for never. */
        public Builder minUploadBytesPerSecond(int value) {
            minUploadBytesPerSecond = value == 0 ? 0 : requirePositive("minUploadBytesPerSecond", value);
            return this;
        }

        /** Tells when permits expire and uploads are complete; by default the system's UTC clock. */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        private static Duration requireRange(String option, Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(option + " must be from 1 second to 1 day, but is " + value);
            }
            return value;
        }

        private static int requirePositive(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " must be 1 or more, but is " + value);
            }
            return value;
        }

        /** @throws chat.duologue.model.ChatException if the directory can't be made, or written to */
        public FileSystemAttachments build() {
            return new FileSystemAttachments(this);
        }
    }
}
