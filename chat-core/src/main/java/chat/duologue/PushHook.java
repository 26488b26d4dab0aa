package chat.duologue;

/**
 * Sends notifications to devices that are not connected, through the services of their makers. Called as told at
 * {@link ChatListener}: at least once, in the order of the user's stream, again after a fault. So give the service the
 * conversation's id as the key under which a later notification takes the place of an earlier one.
 *
 * <p>For a message of a peer it is called at once where the user has no session on this server, and otherwise when no device has
 * acknowledged it {@link ChatServerOptions#pushAfter()} after it was stored. Not for one that is delivered, read, recalled or
 * hidden by then, in a conversation that is muted, or older than {@link ChatServerOptions#pushMaxAge()}.
 */
public interface PushHook {
    /**
     * The user should learn of messages.
     *
     * @throws Exception to be called again
     */
    void onPush(PushNotification notification) throws Exception;

    /**
     * The user has read messages on some device, after others may have shown a notification of them: withdraw it. Called only
     * while something that was pushed may be unread; also for conversations of which nothing was shown.
     *
     * @throws Exception to be called again
     */
    void onReadElsewhere(ReadElsewhere read) throws Exception;
}
