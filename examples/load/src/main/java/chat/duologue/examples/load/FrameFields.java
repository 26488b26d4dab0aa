package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;

/** The fields that matter to the mixed workload of one frame of the server; overwritten by each. Absent texts are empty, numbers 0. */
final class FrameFields {
    String type = "";
    String id = "";
    String code = "";
    String kind = "";
    String stream = "";
    String conversation = "";
    String from = "";
    String text = "";
    long offset;
    long head;
    long seq;
    boolean resumed;

    private static final byte[][] NAMES = names(
            "type", "id", "code", "kind", "stream", "conversation", "from", "text", "offset", "head", "seq", "resumed");

    private static byte[][] names(String... names) {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            all[i] = names[i].getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }

    void read(JsonFields json) throws WireException {
        type = id = code = kind = stream = conversation = from = text = "";
        offset = head = seq = 0;
        resumed = false;
        while (json.next()) {
            for (int i = 0; i < NAMES.length; i++) {
                if (json.isNamed(NAMES[i])) {
                    take(i, json);
                    break;
                }
            }
        }
    }

    private void take(int field, JsonFields json) throws WireException {
        switch (field) {
            case 0 -> type = json.text();
            case 1 -> id = json.text();
            case 2 -> code = json.text();
            case 3 -> kind = json.text();
            case 4 -> stream = json.text();
            case 5 -> conversation = json.text();
            case 6 -> from = json.text();
            case 7 -> text = json.text();
            case 8 -> offset = json.number();
            case 9 -> head = json.number();
            case 10 -> seq = json.number();
            default -> resumed = json.text().equals("true");
        }
    }
}
