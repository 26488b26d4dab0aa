package chat.duologue.examples.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The generator's loops. A pair lives on one of them, so that what it shares needs no lock. */
final class Lanes implements AutoCloseable {
    private final List<Lane> all = new ArrayList<>();

    Lanes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            all.add(new Lane(new EventLoop("load-loop-" + (i + 1))));
        }
    }

    List<Lane> all() {
        return all;
    }

    Lane of(int index) {
        return all.get(index % all.size());
    }

    @Override
    public void close() {
        all.forEach(lane -> lane.loop().close());
    }
}
