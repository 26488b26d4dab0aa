package chat.duologue.examples.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Says what was measured, in words to a stream and as JSON to a file. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(LoadResult result) {
        Shape shape = result.shape();
        line(
                "load         %d pairs %s, %s, texts of %d bytes%s",
                shape.pairs(),
                shape.bothWays() ? "both ways" : "one way",
                shape.rate() > 0 ? shape.rate() + " messages/s on a schedule" : "window " + shape.window(),
                shape.size(),
                result.nodes() > 1 ? ", on " + result.nodes() + " nodes (" + shape.placement() + ")" : "");
        line("acknowledged %,.0f messages/s", result.rates().acknowledged());
        line("delivered    %,.0f messages/s", result.rates().delivered());
        line("                       p50        p99      p99.9        max   (ms)");
        latency("send to ok      ", result.acknowledging());
        latency("send to receiver", result.delivering());
        result.laterAcross().ifPresent(millis -> printNodes(result, millis));
        print(result.costs());
        print(result.findings());
    }

    private void printNodes(LoadResult result, double laterAcross) {
        line("                  on one node:   p50        p99   across nodes:  p50        p99   (ms)");
        beside(
                "send to ok      ",
                result.sameNode().acknowledging(),
                result.crossNode().acknowledging());
        beside(
                "send to receiver",
                result.sameNode().delivering(),
                result.crossNode().delivering());
        line("the median to the receiver across nodes, less that on one: %.3f ms", laterAcross);
    }

    private void print(Costs costs) {
        line(
                "CPU per 1,000 messages: server %s, generator %s; server memory %s",
                figure("%.3f s", costs.serverCpu()),
                figure("%.3f s", costs.generatorCpu()),
                figure("%.0f MB", costs.serverMegabytes()));
        if (!costs.database().isUnknown()) {
            print(costs.database());
        }
        print(costs.bus());
    }

    private void print(DatabaseCosts database) {
        line(
                "database     CPU per 1,000 messages %s; per message: log %s, transactions %s, statements %s, rows written %s,"
                        + " read %s",
                figure("%.3f s", database.cpu()),
                figure("%.0f bytes", database.logBytes()),
                figure("%.2f", database.transactions()),
                figure("%.2f", database.statements()),
                figure("%.2f", database.rowsWritten()),
                figure("%.2f", database.rowsRead()));
    }

    private void print(BusCosts bus) {
        if (!bus.isUnknown()) {
            line(
                    "bus          CPU per 1,000 messages %s; per message: in %s, %s, out %s, %s",
                    figure("%.3f s", bus.cpu()),
                    figure("%.2f", bus.published()),
                    figure("%.0f bytes", bus.publishedBytes()),
                    figure("%.2f", bus.delivered()),
                    figure("%.0f bytes", bus.deliveredBytes()));
        }
    }

    private void latency(String name, Latency latency) {
        line("%s %10.3f %10.3f %10.3f %10.3f", name, latency.p50(), latency.p99(), latency.p999(), latency.max());
    }

    private void beside(String name, Latency one, Latency other) {
        line("%s %18.3f %10.3f %20.3f %10.3f", name, one.p50(), one.p99(), other.p50(), other.p99());
    }

    private void print(LoadResult.Findings findings) {
        line("errors       %s", counts(findings.errors()));
        line("connections lost: %s", counts(findings.lostConnections()));
        if (findings.unanswered() > 0) {
            line("%,d sends had no answer at the end", findings.unanswered());
        }
        if (findings.unseen() > 0) {
            line("%,d acknowledged messages were not seen by a side that had lost its connection", findings.unseen());
        }
        if (findings.unsent() > 0) {
            line("%,d messages of the schedule were due and never went out", findings.unsent());
        }
        if (findings.violations().isEmpty()) {
            line("verified: %,d acknowledged messages arrived exactly once and in order", findings.checked());
        } else {
            findings.violations().forEach(violation -> line("VIOLATION: %s", violation));
        }
    }

    void print(MixedResult result) {
        MixedOptions options = result.options();
        MixedTally tally = result.tally();
        line(
                "mixed        %d pairs, %s, texts of %d bytes; %s",
                options.pairs(),
                options.rate() > 0
                        ? options.rate() + " actions/s on a schedule"
                        : "each action after the answer to the last",
                options.size(),
                options.mix());
        line("| action | a second | p50 (ms) | p99 (ms) | max (ms) | errors |");
        line("|---|--:|--:|--:|--:|---|");
        for (Action action : Action.values()) {
            row(result, action.toString(), tally.of(action), counts(tally.errorsOf(action)));
        }
        row(result, "send to receiver", tally.delivering, "");
        line(
                "%,.0f actions/s; per 1,000 of them: server CPU %s, database CPU %s; log bytes per action %s",
                result.perSecond(tally.actions()),
                figure("%.3f s", result.costs().serverCpu()),
                figure("%.3f s", result.costs().database().cpu()),
                figure("%.0f", result.costs().database().logBytes()));
        print(result.costs().bus());
        line("connections lost: %s", counts(result.lostConnections()));
        if (result.violations().isEmpty()) {
            line("verified: every stream was seen to its head, every message once and in order");
        } else {
            result.violations().forEach(violation -> line("VIOLATION: %s", violation));
        }
    }

    private void row(MixedResult result, String name, Histogram times, String errors) {
        Latency latency = Latency.of(times);
        line(
                "| %s | %,.0f | %.2f | %.2f | %.2f | %s |",
                name, result.perSecond(times.total()), latency.p50(), latency.p99(), latency.max(), errors);
    }

    void print(ConnectStorm.Result storm) {
        line("storm        %,d clients were in after %.2f s", storm.clients(), storm.seconds());
        line(
                "connect to hello answered: p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                storm.opening().p50(), storm.opening().p99(), storm.opening().max());
    }

    void print(IdleCrowd.Result idle) {
        line(
                "idle         %,d sessions, %,d of them open at the end; live heap per session: %s; resident memory per session: %s",
                idle.sessions(),
                idle.stillOpen(),
                idle.heapPerSession().isPresent()
                        ? String.format(
                                Locale.ROOT, "%,d bytes", idle.heapPerSession().getAsLong())
                        : "unknown without --server-pid",
                figure("%.1f KB", idle.residentKilobytesPerSession()));
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    static void write(@Nullable String file, Map<String, Object> results) throws LoadException {
        if (file != null) {
            try {
                String json = JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(results);
                Files.writeString(Path.of(file), json + System.lineSeparator());
            } catch (IOException e) {
                throw new LoadException("the results could not be written to " + file, e);
            }
        }
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String figure(String format, OptionalDouble value) {
        return value.isPresent()
                ? String.format(Locale.ROOT, format, value.getAsDouble())
                : ServerProcesses.canBeRead() ? "unknown" : "unknown (no /proc here)";
    }
}
