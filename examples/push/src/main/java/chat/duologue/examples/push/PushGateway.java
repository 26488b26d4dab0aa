package chat.duologue.examples.push;

/** A service that brings notifications to devices, as the makers of phones have one. */
interface PushGateway {
    /**
     * Shows a notification, in the place of the one that has the same key.
     *
     * @param device as the service knows it
     * @param key    the same for what belongs together
     * @param badge  the number on the app's icon
     * @throws Exception if the service did not take it
     */
    void show(String device, String key, String title, String text, long badge) throws Exception;

    /**
     * Withdraws the notification of that key, if it is still shown.
     *
     * @throws Exception if the service did not take it
     */
    void withdraw(String device, String key, long badge) throws Exception;
}
