package chat.duologue.examples.load;

/** A loop with what its connections share: counters, and scratch space for the frame being written or read. */
record Lane(EventLoop loop, Tally tally, Bytes scratch, Incoming incoming) {
    Lane(EventLoop loop) {
        this(loop, new Tally(), new Bytes(), new Incoming());
    }
}
