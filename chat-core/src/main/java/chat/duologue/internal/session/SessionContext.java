package chat.duologue.internal.session;

import chat.duologue.Authenticator;
import chat.duologue.ChatServerOptions;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.engine.RefusalLog;
import chat.duologue.internal.flood.FloodGates;
import chat.duologue.internal.protocol.FrameDecoder;
import chat.duologue.internal.signal.Signals;
import chat.duologue.model.StreamId;
import java.time.InstantSource;

/** What all sessions of a server share. */
public record SessionContext(
        ChatServerOptions options,
        FrameDecoder decoder,
        Operations operations,
        Reads reads,
        Callbacks callbacks,
        Authenticator authenticator,
        StreamId streamId,
        Streams streams,
        Flushes flushes,
        Sessions sessions,
        Signals signals,
        RefusalLog refusals,
        FloodGates floods,
        InstantSource clock) {}
