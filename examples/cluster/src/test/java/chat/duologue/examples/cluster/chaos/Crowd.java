package chat.duologue.examples.cluster.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** People who chat, on two devices each. */
final class Crowd implements AutoCloseable {
    private static final int TICK_MILLIS = 50;
    private static final int QUIET_LOOKS = 5;
    private final Network network;
    private final Path folder;
    private final Random random;
    private final List<String> users;
    private final List<Device> devices = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService time = Executors.newScheduledThreadPool(2);

    /** @param folder where their notebooks are, and nothing else is */
    Crowd(int size, Manner manner, Network network, Path folder, long seed) throws IOException {
        this.network = network;
        this.folder = Files.createDirectories(folder);
        this.random = new Random(seed);
        this.users = IntStream.range(0, size).mapToObj(i -> "u" + i).toList();
        for (int i = 0; i < size; i++) {
            List<String> peers = new ArrayList<>();
            for (int distance : new int[] {1, 3}) {
                peers.add(users.get((i + distance) % size));
                peers.add(users.get((i + size - distance) % size));
            }
            for (String device : List.of("phone", "laptop")) {
                Notebook notebook = new Notebook(folder, users.get(i), device);
                devices.add(new Device(
                        users.get(i), device, peers, manner, network, notebook, latencies::add, random.nextLong()));
            }
        }
    }

    void start() {
        for (Device device : devices) {
            int first = random.nextInt(TICK_MILLIS);
            time.scheduleWithFixedDelay(() -> tick(device), first, TICK_MILLIS, MILLISECONDS);
        }
    }

    private static void tick(Device device) {
        try {
            device.tick();
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // a device that stands still is found when the others have settled
            throw e;
        }
    }

    /**
     * Lets everybody finish: nothing new is said, what was said is answered, and all are at the head of their streams. Where that
     * does not come about in time, the checker will tell why.
     *
     * @param heads    where the streams end
     * @param patience how long it may take
     */
    void settle(Callable<Map<String, Long>> heads, Duration patience) throws InterruptedException {
        devices.forEach(Device::fallSilent);
        long end = System.nanoTime() + patience.toNanos();
        for (int quiet = 0; quiet < QUIET_LOOKS && System.nanoTime() < end; ) {
            MILLISECONDS.sleep(100);
            quiet = unsettled(heads).isEmpty() ? quiet + 1 : 0;
        }
    }

    /** Who has not got everything, or is not done. */
    List<Device> unsettled(Callable<Map<String, Long>> heads) {
        try {
            Map<String, Long> ends = heads.call();
            return devices.stream()
                    .filter(device -> !device.isQuiet() || device.offset() != ends.getOrDefault(device.user(), 0L))
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** All leave; then each user comes with a new device, which reads everything from the beginning. */
    void leaveAndReadAll() throws Exception {
        time.shutdown();
        Awaitility.await().until(() -> time.awaitTermination(1, TimeUnit.SECONDS));
        devices.forEach(Device::leave);
        ExecutorService readers = Executors.newFixedThreadPool(8);
        List<Future<Void>> reading = new ArrayList<>();
        for (String user : users) {
            URI node = network.other(null, random);
            reading.add(readers.submit(() -> {
                try (Notebook notebook = new Notebook(folder, user, "new")) {
                    new Newcomer(user, notebook).readAll(network, node);
                }
                return null;
            }));
        }
        readers.shutdown();
        for (Future<Void> each : reading) {
            each.get();
        }
    }

    /** Begins to measure anew. */
    void forgetLatencies() {
        latencies.clear();
    }

    /** From the first attempt to the {@code ok}, of each message, in nanoseconds, in rising order. */
    long[] latencies() {
        return latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    @Override
    public void close() {
        time.shutdownNow();
    }
}
