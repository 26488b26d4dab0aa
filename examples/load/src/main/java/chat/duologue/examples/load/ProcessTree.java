package chat.duologue.examples.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** A process and all its descendants, such as a database server and the processes of its connections. */
record ProcessTree(Path proc, long root) {
    private static final int TRIES = 5;

    /** Of a process of this machine; empty where it is not given. */
    static OptionalDouble cpuSeconds(OptionalLong root) {
        return root.isPresent()
                ? new ProcessTree(ProcessTimes.PROC, root.getAsLong()).cpuSeconds()
                : OptionalDouble.empty();
    }

    /**
     * Processor time used so far by all that are there, and by all that were and ended: their time went to the process
     * that waited for them, so between two readings it only grows.
     */
    OptionalDouble cpuSeconds() {
        long ticks = 0;
        for (int i = 0; i < TRIES; i++) {
            Optional<ProcessTimes> before = ProcessTimes.read(proc, root);
            ticks = sum();
            Optional<ProcessTimes> after = ProcessTimes.read(proc, root);
            if (before.isEmpty() || after.isEmpty()) {
                return OptionalDouble.empty();
            }
            // A child that ended meanwhile may be counted twice, or not at all.
            if (before.get().ofEnded() == after.get().ofEnded()) {
                break;
            }
        }
        return OptionalDouble.of(ticks / ProcessTimes.TICKS_PER_SECOND);
    }

    private long sum() {
        Map<Long, ProcessTimes> all = all();
        Set<Long> tree = new HashSet<>(Set.of(root));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Map.Entry<Long, ProcessTimes> process : all.entrySet()) {
                grown |= tree.contains(process.getValue().parent()) && tree.add(process.getKey());
            }
        }
        return all.entrySet().stream()
                .filter(process -> tree.contains(process.getKey()))
                .mapToLong(
                        process -> process.getValue().own() + process.getValue().ofEnded())
                .sum();
    }

    private Map<Long, ProcessTimes> all() {
        Map<Long, ProcessTimes> all = new HashMap<>();
        try (Stream<Path> entries = Files.list(proc)) {
            List<String> names = entries.map(entry -> "" + entry.getFileName()).toList();
            for (String name : names) {
                if (name.matches("[0-9]+")) {
                    long pid = Long.parseLong(name);
                    ProcessTimes.read(proc, pid).ifPresent(times -> all.put(pid, times));
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return all;
    }
}
