package chat.duologue;

import java.time.Duration;

/**
 * Every limit and time of a server. Immutable; {@link #DEFAULTS} suits most, {@link #builder()} changes some.
 *
 * @param maxTextBytes the longest text of a message, in bytes of UTF-8; longer is {@code too_large}. Default 16 * 1024
 * @param maxDataBytes the longest data of a message, in bytes of its JSON; longer is {@code too_large}. Default 16 * 1024
 * @param unarchiveOnMessage whether a new message takes its conversation out of the archive of both members. Default true
 * @param maxAttachments how many attachments a message may have; more is {@code too_large}. Default 10
 * @param maxAttachmentBytes how long an attachment may be; longer is {@code too_large}. Default 25 MiB
 * @param maxPreviewBytes the longest preview of an attachment, in bytes of UTF-8; longer is {@code too_large}. Default 4 * 1024
 * @param maxFrameBytes the longest frame a client may send; a longer one closes with 1009. Also bounds what a session may have unanswered. Default 64 * 1024
 * @param maxInFlight requests of one session that may be unanswered before the server stops reading from it. Default 64
 * @param maxOutboxBytes what may wait in memory for one session; a session that is behind reads on from the store when its socket drains. Signals take a quarter of it at most. Default 64 * 1024
 * @param maxPageRows the most messages or conversations in one reply; a larger limit is cut to this. Default 100
 * @param maxPageBytes the longest page in one reply; what does not fit comes with the next page. Default 256 * 1024
 * @param maxSessions live connections in all; one more is refused before the upgrade (503). Default 100_000
 * @param maxQueuedWrites writes that may wait for a commit; one more is answered {@code unavailable}. Default 10_000
 * @param maxQueuedWriteBytes what those writes may hold in memory. Default 64 MiB
 * @param maxBatch the most writes in one commit. Default 256
 * @param writerThreads commits that may run side by side, each for some of the users. More than one makes smaller batches of the same writes: it pays where a commit mostly waits, for a database far away or a slow disk. Default 1
 * @param maxQueuedReads reads that may wait for a reader thread; one more is answered {@code unavailable}. Default 10_000
 * @param readerThreads threads that read from the store. Default 4
 * @param callbackThreads calls to the host (authenticator, policy) that may run at once; as many threads again run its listeners and what it hangs on results, and as many its interceptor, of which one user gets a quarter; each {@link ChatListener} and the {@link PushHook} has a quarter as many. Default 16
 * @param heartbeat how often a session gets a ping and its {@code head}. Default seconds 25
 * @param handshakeTimeout how long a connection may stay without a valid {@code hello}; then 4401. Default seconds 10
 * @param idleTimeout how long a session may give no sign of life, a pong included; then 4408. Should be above twice the heartbeat. Default seconds 60
 * @param writeTimeout how long one frame may take to leave; then 4440. Default seconds 20
 * @param storeDeadline how long a request waits for the store; then {@code unavailable}. Default seconds 4
 * @param callbackDeadline how long a call to the host may take. Default seconds 5
 * @param interceptorDeadline how long a {@link MessageInterceptor} may take; the sender's next frames wait meanwhile. Default seconds 2
 * @param interceptorFailsOpen whether a message passes as it is where the {@link MessageInterceptor} throws or misses its deadline; otherwise it is not stored. Default false
 * @param drainTimeout how long a stop waits for what was begun. Default seconds 10
 * @param drainLead how much of the drain time passes before the first session is closed: {@link ChatServer#health()} says draining and nobody is let in, so a load balancer can notice while all are served. As long as that takes, at most half of the drain time. Default seconds 0
 * @param retentionInterval how long after a sweep the next one begins, which deletes what {@link RetentionPolicy} wants gone and trims streams; the first begins after a random part of it. Default hours 1
 * @param attachmentGrace how long a new message may refer to an upload; after that it is removed where no message refers to it, within about the same time again. Default hours 24
 * @param maxWatchedUsers of how many users one session may watch the presence; more is {@code too_large}. Each costs some hundred bytes. Default 500
 * @param typingTimeout how long someone counts as typing without their client saying so again; a peer is told at most four times within it. Default seconds 6
 * @param presenceGrace how long a user stays online without a session, so that a reconnect is not seen; zero tells at once. Default seconds 5
 * @param listenerInterval how long after a look for those whose events a {@link ChatListener} or the {@link PushHook} has missed (since they were committed elsewhere, or too many at once) the next one begins, give or take a half; the first comes at the start. Default minutes 5
 * @param pushAfter how long a user's devices that are connected have to acknowledge a message before the {@link PushHook} is called; zero calls it at once. Default seconds 10
 * @param pushMaxAge of what age messages are no longer pushed, so that a new {@link PushHook} is quiet about old ones. Default days 1
 * @param maxStreamEvents how many events of a user's stream a client can be behind and still be resumed; streams are trimmed when they are a tenth longer. Default 100_000
 */
public record ChatServerOptions(
        int maxTextBytes,
        int maxDataBytes,
        boolean unarchiveOnMessage,
        int maxAttachments,
        long maxAttachmentBytes,
        int maxPreviewBytes,
        int maxFrameBytes,
        int maxInFlight,
        int maxOutboxBytes,
        int maxPageRows,
        int maxPageBytes,
        int maxSessions,
        int maxQueuedWrites,
        int maxQueuedWriteBytes,
        int maxBatch,
        int writerThreads,
        int maxQueuedReads,
        int readerThreads,
        int callbackThreads,
        Duration heartbeat,
        Duration handshakeTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        Duration storeDeadline,
        Duration callbackDeadline,
        Duration interceptorDeadline,
        boolean interceptorFailsOpen,
        Duration drainTimeout,
        Duration drainLead,
        Duration retentionInterval,
        Duration attachmentGrace,
        int maxWatchedUsers,
        Duration typingTimeout,
        Duration presenceGrace,
        Duration listenerInterval,
        Duration pushAfter,
        Duration pushMaxAge,
        int maxStreamEvents) {
    /** All defaults. */
    public static final ChatServerOptions DEFAULTS = builder().build();

    /** @throws IllegalArgumentException if a value is out of range; the message names the option */
    public ChatServerOptions {
        requireRange("maxTextBytes", maxTextBytes, 1, 1 << 20);
        requireRange("maxDataBytes", maxDataBytes, 1, 1 << 20);
        requireRange("maxAttachments", maxAttachments, 1, 100);
        requireRange("maxAttachmentBytes", maxAttachmentBytes, 1L, 1L << 40);
        requireRange("maxPreviewBytes", maxPreviewBytes, 0, 64 << 10);
        requireRange("maxFrameBytes", maxFrameBytes, 1024, 16 << 20);
        requireRange("maxInFlight", maxInFlight, 1, 10_000);
        requireRange("maxOutboxBytes", maxOutboxBytes, 4096, 64 << 20);
        requireRange("maxPageRows", maxPageRows, 1, 500);
        requireRange("maxPageBytes", maxPageBytes, 1024, 64 << 20);
        requireRange("maxSessions", maxSessions, 1, Integer.MAX_VALUE);
        requireRange("maxQueuedWrites", maxQueuedWrites, 1, 10_000_000);
        requireRange("maxQueuedWriteBytes", maxQueuedWriteBytes, 1 << 20, Integer.MAX_VALUE);
        requireRange("maxBatch", maxBatch, 1, 100_000);
        requireRange("writerThreads", writerThreads, 1, 64);
        requireRange("maxQueuedReads", maxQueuedReads, 1, 10_000_000);
        requireRange("readerThreads", readerThreads, 1, 1_000);
        requireRange("callbackThreads", callbackThreads, 1, 100_000);
        requireRange("heartbeat", heartbeat, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("handshakeTimeout", handshakeTimeout, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("idleTimeout", idleTimeout, Duration.ofMillis(10), Duration.ofDays(1));
        requireRange("writeTimeout", writeTimeout, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("storeDeadline", storeDeadline, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("callbackDeadline", callbackDeadline, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("interceptorDeadline", interceptorDeadline, Duration.ofMillis(10), Duration.ofHours(1));
        requireRange("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofHours(1));
        requireRange("drainLead", drainLead, Duration.ZERO, drainTimeout.dividedBy(2));
        requireRange("retentionInterval", retentionInterval, Duration.ofMillis(10), Duration.ofDays(30));
        requireRange("attachmentGrace", attachmentGrace, Duration.ofMillis(10), Duration.ofDays(365));
        requireRange("maxWatchedUsers", maxWatchedUsers, 1, 5_000);
        requireRange("typingTimeout", typingTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        requireRange("presenceGrace", presenceGrace, Duration.ZERO, Duration.ofHours(1));
        requireRange("listenerInterval", listenerInterval, Duration.ofMillis(10), Duration.ofDays(1));
        requireRange("pushAfter", pushAfter, Duration.ZERO, Duration.ofHours(1));
        requireRange("pushMaxAge", pushMaxAge, Duration.ofMinutes(1), Duration.ofDays(365));
        requireRange("maxStreamEvents", maxStreamEvents, 1, Integer.MAX_VALUE);
    }

    private static <T extends Comparable<T>> void requireRange(String option, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", but is " + value);
        }
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options; each method is named as the option it sets, where its meaning is told. Not thread-safe. */
    public static final class Builder {
        private int maxTextBytes = 16 * 1024;
        private int maxDataBytes = 16 * 1024;
        private boolean unarchiveOnMessage = true;
        private int maxAttachments = 10;
        private long maxAttachmentBytes = 25 << 20;
        private int maxPreviewBytes = 4 * 1024;
        private int maxFrameBytes = 64 * 1024;
        private int maxInFlight = 64;
        private int maxOutboxBytes = 64 * 1024;
        private int maxPageRows = 100;
        private int maxPageBytes = 256 * 1024;
        private int maxSessions = 100_000;
        private int maxQueuedWrites = 10_000;
        private int maxQueuedWriteBytes = 64 << 20;
        private int maxBatch = 256;
        private int writerThreads = 1;
        private int maxQueuedReads = 10_000;
        private int readerThreads = 4;
        private int callbackThreads = 16;
        private Duration heartbeat = Duration.ofSeconds(25);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration writeTimeout = Duration.ofSeconds(20);
        private Duration storeDeadline = Duration.ofSeconds(4);
        private Duration callbackDeadline = Duration.ofSeconds(5);
        private Duration interceptorDeadline = Duration.ofSeconds(2);
        private boolean interceptorFailsOpen;
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration drainLead = Duration.ZERO;
        private Duration retentionInterval = Duration.ofHours(1);
        private Duration attachmentGrace = Duration.ofHours(24);
        private int maxWatchedUsers = 500;
        private Duration typingTimeout = Duration.ofSeconds(6);
        private Duration presenceGrace = Duration.ofSeconds(5);
        private Duration listenerInterval = Duration.ofMinutes(5);
        private Duration pushAfter = Duration.ofSeconds(10);
        private Duration pushMaxAge = Duration.ofDays(1);
        private int maxStreamEvents = 100_000;

        private Builder() {}

        /** Sets {@link ChatServerOptions#maxTextBytes()}. */
        public Builder maxTextBytes(int value) {
            maxTextBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxDataBytes()}. */
        public Builder maxDataBytes(int value) {
            maxDataBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#unarchiveOnMessage()}. */
        public Builder unarchiveOnMessage(boolean value) {
            unarchiveOnMessage = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxAttachments()}. */
        public Builder maxAttachments(int value) {
            maxAttachments = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxAttachmentBytes()}. */
        public Builder maxAttachmentBytes(long value) {
            maxAttachmentBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxPreviewBytes()}. */
        public Builder maxPreviewBytes(int value) {
            maxPreviewBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxFrameBytes()}. */
        public Builder maxFrameBytes(int value) {
            maxFrameBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxInFlight()}. */
        public Builder maxInFlight(int value) {
            maxInFlight = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxOutboxBytes()}. */
        public Builder maxOutboxBytes(int value) {
            maxOutboxBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxPageRows()}. */
        public Builder maxPageRows(int value) {
            maxPageRows = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxPageBytes()}. */
        public Builder maxPageBytes(int value) {
            maxPageBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxSessions()}. */
        public Builder maxSessions(int value) {
            maxSessions = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxQueuedWrites()}. */
        public Builder maxQueuedWrites(int value) {
            maxQueuedWrites = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxQueuedWriteBytes()}. */
        public Builder maxQueuedWriteBytes(int value) {
            maxQueuedWriteBytes = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxBatch()}. */
        public Builder maxBatch(int value) {
            maxBatch = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#writerThreads()}. */
        public Builder writerThreads(int value) {
            writerThreads = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxQueuedReads()}. */
        public Builder maxQueuedReads(int value) {
            maxQueuedReads = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#readerThreads()}. */
        public Builder readerThreads(int value) {
            readerThreads = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#callbackThreads()}. */
        public Builder callbackThreads(int value) {
            callbackThreads = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#heartbeat()}. */
        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#handshakeTimeout()}. */
        public Builder handshakeTimeout(Duration value) {
            handshakeTimeout = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#idleTimeout()}. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#writeTimeout()}. */
        public Builder writeTimeout(Duration value) {
            writeTimeout = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#storeDeadline()}. */
        public Builder storeDeadline(Duration value) {
            storeDeadline = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#callbackDeadline()}. */
        public Builder callbackDeadline(Duration value) {
            callbackDeadline = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#retentionInterval()}. */
        public Builder retentionInterval(Duration value) {
            retentionInterval = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#attachmentGrace()}. */
        public Builder attachmentGrace(Duration value) {
            attachmentGrace = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxWatchedUsers()}. */
        public Builder maxWatchedUsers(int value) {
            maxWatchedUsers = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#typingTimeout()}. */
        public Builder typingTimeout(Duration value) {
            typingTimeout = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#presenceGrace()}. */
        public Builder presenceGrace(Duration value) {
            presenceGrace = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#listenerInterval()}. */
        public Builder listenerInterval(Duration value) {
            listenerInterval = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#pushAfter()}. */
        public Builder pushAfter(Duration value) {
            pushAfter = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#pushMaxAge()}. */
        public Builder pushMaxAge(Duration value) {
            pushMaxAge = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#maxStreamEvents()}. */
        public Builder maxStreamEvents(int value) {
            maxStreamEvents = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#interceptorDeadline()}. */
        public Builder interceptorDeadline(Duration value) {
            interceptorDeadline = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#interceptorFailsOpen()}. */
        public Builder interceptorFailsOpen(boolean value) {
            interceptorFailsOpen = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#drainTimeout()}. */
        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        /** Sets {@link ChatServerOptions#drainLead()}. */
        public Builder drainLead(Duration value) {
            drainLead = value;
            return this;
        }

        /** @throws IllegalArgumentException if a value is out of range; the message names the option */
        public ChatServerOptions build() {
            return new ChatServerOptions(
                    maxTextBytes,
                    maxDataBytes,
                    unarchiveOnMessage,
                    maxAttachments,
                    maxAttachmentBytes,
                    maxPreviewBytes,
                    maxFrameBytes,
                    maxInFlight,
                    maxOutboxBytes,
                    maxPageRows,
                    maxPageBytes,
                    maxSessions,
                    maxQueuedWrites,
                    maxQueuedWriteBytes,
                    maxBatch,
                    writerThreads,
                    maxQueuedReads,
                    readerThreads,
                    callbackThreads,
                    heartbeat,
                    handshakeTimeout,
                    idleTimeout,
                    writeTimeout,
                    storeDeadline,
                    callbackDeadline,
                    interceptorDeadline,
                    interceptorFailsOpen,
                    drainTimeout,
                    drainLead,
                    retentionInterval,
                    attachmentGrace,
                    maxWatchedUsers,
                    typingTimeout,
                    presenceGrace,
                    listenerInterval,
                    pushAfter,
                    pushMaxAge,
                    maxStreamEvents);
        }
    }
}
