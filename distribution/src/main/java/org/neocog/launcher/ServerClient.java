package org.neocog.launcher;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends a command line to the server of this installation, if one runs: {@code neocog serve}. No framework is started then. */
final class ServerClient {
    /** Environment: the server's socket; {@code none} for no server. */
    static final String SOCKET = "NEOCOG_SOCKET";

    private static final String NONE = "none";
    private static final Logger LOG = Logger.getLogger(ServerClient.class.getName());
    /** What is done where the runs are. */
    private static final Set<String> COMMANDS = Set.of("run", "resume", "pause", "stop", "swap", "set", "list");

    private ServerClient() {}

    /** Where the server of an installation listens: a folder of the user's own, a file for each installation. */
    static Path socket(Installation installation) {
        String given = System.getenv(SOCKET);
        if (given != null && !given.equals(NONE)) {
            return Path.of(given);
        }
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path folder = runtime != null && Files.isDirectory(Path.of(runtime))
                ? Path.of(runtime, "neocog")
                : Path.of(System.getProperty("java.io.tmpdir"), "neocog-" + System.getProperty("user.name"));
        return folder.resolve(
                "server-" + Integer.toHexString(installation.home().toString().hashCode()) + ".sock");
    }

    /**
     * Has the server execute a command.
     *
     * @return its exit code; empty if the command is not for servers, or none runs
     */
    static Optional<Integer> execute(
            Installation installation,
            String command,
            List<String> words,
            PrintStream out,
            PrintStream err,
            Interrupts interrupts) {
        Path socket = socket(installation);
        if (!COMMANDS.contains(command)
                || NONE.equals(System.getenv(SOCKET))
                || words.contains("--help")
                || words.contains("-h")
                || !Files.exists(socket)) {
            return Optional.empty();
        }
        SocketChannel channel;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            LOG.log(Level.FINE, socket + ": nobody listens there", e);
            return Optional.empty();
        }
        try (channel) {
            return Optional.of(talk(channel, words, out, err, interrupts));
        } catch (IOException e) {
            throw new LaunchException("server: must answer, but is gone: " + e + ". What it ran has its checkpoints;"
                    + " start it again by: neocog serve");
        }
    }

    private static int talk(
            SocketChannel channel, List<String> words, PrintStream out, PrintStream err, Interrupts interrupts)
            throws IOException {
        DataOutputStream to = new DataOutputStream(output(channel));
        to.writeInt(words.size() + 1);
        to.writeUTF(Path.of("").toAbsolutePath().toString());
        for (String word : words) {
            to.writeUTF(word);
        }
        to.flush();
        interrupts.forward(() -> interrupt(to));
        DataInputStream from = new DataInputStream(input(channel));
        while (true) {
            int kind = from.read();
            if (kind < 0) {
                throw new EOFException("no exit code came");
            }
            int length = from.readInt();
            if (kind == 'X') {
                return from.readInt();
            }
            byte[] bytes = from.readNBytes(length);
            PrintStream target = kind == 'O' ? out : err;
            target.write(bytes, 0, bytes.length);
            target.flush();
        }
    }

    private static boolean interrupt(DataOutputStream to) {
        try {
            to.writeByte('I');
            to.flush();
            return true;
        } catch (IOException e) {
            LOG.log(Level.FINE, "the server is gone", e);
            return false;
        }
    }

    /** Streams of a channel that can be read and written at once; those of the platform lock each other out on Java 17. */
    private static InputStream input(SocketChannel channel) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    private static OutputStream output(SocketChannel channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
        };
    }
}
