package chat.duologue.examples.load;

/** What {@code --help} prints. */
final class Help {
    static final String TEXT = """
            A load generator for servers that speak the Duologue protocol.

              java -jar load.jar [options]            load a server, and check what it does
              java -jar load.jar compare [options]    load it beside two measuring-stick servers
              java -jar load.jar cluster [options]    load one, two and three nodes, and tell what each number costs
              java -jar load.jar mixed [options]      pairs do all that people do in a chat; checked too
              java -jar load.jar relay --port P       run a stick alone: relays, and stores nothing
              java -jar load.jar naive --port P       run a stick alone: one insert per message, then relays
                                       [--db URL [--db-user NAME] [--db-password TEXT]]
                                                      (default: an H2 file in a temporary folder)

            Where to
              --url URL            WebSocket address, or those of several nodes with commas between   (ws://127.0.0.1:8080/chat)
              --placement HOW      of several nodes: same, both of a pair on one; cross, always on two; both, every
                                   other pair across, and the latencies side by side; spread, at random   (spread)
              --login URL          answers {"user":"name"} with {"token":"..."}
                                                           (http://HOST:PORT/api/login beside the first --url)
              --token-prefix TEXT  instead of --login: a user's token is TEXT and the name
              --protocol NAME      duologue, or stick for a stick that runs alone   (duologue)
              --server-pid PID     the server's process, or those of all nodes, for their CPU and memory
              --db URL             JDBC URL of the database behind the server, for what it counts of its log,
                                   its transactions and rows: PostgreSQL (jdbc:postgresql:) and MariaDB or MySQL
                                   (jdbc:mariadb:). They are of the whole database server, and MariaDB's transactions
                                   are its COMMITs, without statements that commit themselves
              --db-user NAME       log in to it as NAME
              --db-password TEXT   with this password; better in the environment variable DUOLOGUE_DB_PASSWORD,
                                   since every user of this machine sees command lines
              --db-pid PID         the database server's first process, for the CPU of it and its descendants
              --bus-monitor URL    a NATS server's monitoring address (nats-server -m 8222: http://127.0.0.1:8222),
                                   for the notes between nodes; they are of that whole server
              --bus-pid PID        its process, for its CPU

            What
              --pairs N            N users send to N others                 (50)
              --both-ways          the others send too
              --window W           unanswered sends per sender              (1)
              --rate R             instead of a window: R messages/s in all, on a fixed schedule; a message's
                                   latency counts from when it was due
              --size BYTES         length of a text, 40 to 16384            (200)
              --ack                receivers acknowledge, at most every 100 ms
              --connect-storm N    N clients connect and say hello at once
              --idle N             N sessions are opened and stay idle; with --server-pid their live heap is
                                   measured by jcmd. With a storm or idle sessions, pairs talk only if --pairs is given

            How long
              --warmup TIME        not measured; a server that has just started is not wholly compiled before
                                   40 s of full load                        (5s)
              --duration TIME      measured                                 (20s)
              --drain TIME         wait at the end for what is under way    (10s)

            How
              --loops N            selector threads of the generator, 1 or 2   (1)
              --json FILE          results as JSON too

            Mixed: --url (of several nodes: whoever comes back does so on the next), --login, --token-prefix,
            --server-pid, --db..., --bus..., --pairs, --rate, --size, --warmup, --duration, --drain, --loops, --json as
            above, but --rate counts actions, and
              --mix LIST           how often what is done, in shares
                                   (send=60,read=15,typing=8,react=5,history=5,edit=3,list=2,recall=1,resume=1)
              --seed N             of everyone's choices                    (1)
            Everybody acknowledges, at most every 100 ms. Without --rate everyone does the next thing when the last
            is answered.

            Comparing: all of the above but --pairs, --window, --protocol, --connect-storm and --idle, and
              --cases LIST         pairs x window, or pairs @ rate   (50x1,50x16,500x1,500x16)
                                   --rate R adds one case per number of pairs
              --rounds N           how often the servers start anew; medians are reported   (3)
              --turns N            how often each is loaded in a round, the servers in turns; from the
                                   second turn on with at most 3 s of warm-up   (1)
              --sides LIST         which servers                            (target,relay,naive)
              --server-jar JAR     start the target for every round, as
                                   java -jar JAR --port P --data DIR --no-flood-control
              --jvm-args ARGS      for every server that is started         (-Xmx1g)
              --db URL             naive's database, and that of a target started by --server-jar, which gets
                                   --db and --db-user too, and DUOLOGUE_DB_PASSWORD   (H2 files, fresh each round)
            A stick sends two frames per message, the target three: it also gives the sender its own event.
            A target that is not started by --server-jar keeps what earlier rounds left in it, and so does --db;
            naive's table there is naive_message.

            Cluster: all of the above but --pairs, --window, --protocol, --connect-storm, --idle and --server-pid, and
              --server-jar JAR     what a node runs, started for every round and number of nodes, as
                                   java -jar JAR --port P --data DIR --no-flood-control --db ... and --nats or --poll
              --nodes LIST         how many nodes                           (1,2,3)
              --db URL             the database that they share
              --nats URL           the NATS server that they share, or
              --poll TIME          none: they look into the database so often
              --node-args ARGS     instead of these arguments, with {port} and {data} for a port and a folder; the
                                   environment says it too: DUOLOGUE_PORT, DUOLOGUE_DB_URL, DUOLOGUE_DB_USER,
                                   DUOLOGUE_DB_PASSWORD, DUOLOGUE_NATS_URL
              --placement HOW      (both)
              --cases, --rounds, --jvm-args as when comparing   (50x1,50x16,500x16,50@500)
            Statements are counted where PostgreSQL has loaded pg_stat_statements, and CREATE EXTENSION was run; rows
            that are read are many while tables are small enough to be read as a whole.

            Exit code: 0; 1 when the server broke the contract or the run failed; 2 for a wrong command line.
            """;

    private Help() {}
}
