package chat.duologue.examples.cluster.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Tells what a chat did that it must never do, from the logs of all devices and from what is stored when all is quiet. */
public final class Checker {
    private Checker() {}

    /** @param folder with the logs of the devices, and of nobody else */
    public static List<Violation> check(Path folder, Stored stored) throws IOException {
        List<DeviceLog> logs = DeviceLog.allIn(folder);
        Findings findings = new Findings();
        Sends sends = Sends.in(logs);
        Index index = Index.of(stored, sends);
        new SendCheck(sends, stored, findings).run();
        StreamCheck streams = new StreamCheck(sends, stored, index, findings);
        logs.forEach(streams::check);
        new MarkerCheck(streams.shown(), stored, index, findings).run(logs);
        new HistoryCheck(stored, index, findings).run(logs);
        return findings.all();
    }
}
