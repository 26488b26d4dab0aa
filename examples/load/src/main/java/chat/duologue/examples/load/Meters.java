package chat.duologue.examples.load;

import java.util.OptionalDouble;

/** Reads what all that take part have used so far: server, database, bus, and this program. */
final class Meters implements AutoCloseable {
    /** One reading. */
    record Reading(
            OptionalDouble server,
            OptionalDouble serverMegabytes,
            OptionalDouble generator,
            DatabaseMeter.Reading database,
            BusMeter.Reading bus) {
        Costs since(Reading before, long messages) {
            PerMessage per = new PerMessage(messages);
            return new Costs(
                    per.thousand(before.server, server),
                    serverMegabytes,
                    per.thousand(before.generator, generator),
                    database.since(before.database, messages),
                    bus.since(before.bus, messages));
        }
    }

    private final ServerProcesses server;
    private final DatabaseMeter database;
    private final BusMeter bus;

    Meters(Target target) throws LoadException {
        server = new ServerProcesses(target.pids());
        database = DatabaseMeter.of(target.database());
        bus = new BusMeter(target.bus());
    }

    Reading read() throws LoadException, InterruptedException {
        return new Reading(
                server.cpuSeconds(),
                server.residentMegabytes(),
                ServerProcesses.ofMyself().cpuSeconds(),
                database.read(),
                bus.read());
    }

    @Override
    public void close() throws LoadException {
        database.close();
    }
}
