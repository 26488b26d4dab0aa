package chat.duologue.internal.cluster;

import java.util.UUID;

/**
 * A server process, as the others know it.
 *
 * @param id   chosen by chance when it starts
 * @param life rises when others may have given it up: what an earlier life said does not count then
 */
public record Node(String id, long life) {
    static Node create() {
        return new Node(UUID.randomUUID().toString(), 1);
    }
}
