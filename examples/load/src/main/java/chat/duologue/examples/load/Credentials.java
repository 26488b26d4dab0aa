package chat.duologue.examples.load;

import java.net.URI;

/** Where the users' tokens come from. */
sealed interface Credentials {
    /** A login request per user. */
    record LoginAt(URI url) implements Credentials {}

    /** The token is this prefix and the user's name. */
    record TokenPrefix(String prefix) implements Credentials {}
}
