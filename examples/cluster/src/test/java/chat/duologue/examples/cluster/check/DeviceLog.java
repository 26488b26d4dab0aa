package chat.duologue.examples.cluster.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** What one device did and saw, in its order. The file is named {@code USER.DEVICE.jsonl}. */
record DeviceLog(String user, String device, List<Line> lines) {
    private static final JsonMapper JSON = new JsonMapper();

    static List<DeviceLog> allIn(Path folder) throws IOException {
        List<DeviceLog> logs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                logs.add(read(file));
            }
        }
        return logs;
    }

    private static DeviceLog read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new Line(JSON.readTree(line)));
        }
        String[] name = file.getFileName().toString().split("\\.");
        return new DeviceLog(name[0], name[1], lines);
    }

    @Override
    public String toString() {
        return user + "." + device;
    }
}
