package org.neocog.console;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Executes command lines that other processes of the same user send, over a Unix domain socket that nobody else may open.
 *
 * <p>A client sends an int, the number of strings, then each as modified UTF-8 ({@link DataInputStream#readUTF}): its working directory, then the words. It gets
 * frames of a byte, an int length and so many bytes: {@code O} for standard output, {@code E} for standard error, {@code X} with an int, the exit code, at
 * the end. A byte from the client meanwhile asks the command to stop in order, as does the end of its stream.
 */
final class SocketServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SocketServer.class.getName());
    private static final int MOST_WORDS = 10_000;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final CommandLine commands;
    private final ServerSocketChannel channel;

    private SocketServer(Path path, CommandLine commands, ServerSocketChannel channel) {
        this.path = path;
        this.commands = commands;
        this.channel = channel;
    }

    /**
     * Opens the socket.
     *
     * @param path its file; the folder is made for the owner alone
     * @throws IOException if it cannot be made, or another server listens there
     */
    static SocketServer open(Path path, CommandLine commands) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        }
        if (Files.exists(path)) {
            if (isAlive(path)) {
                throw new IOException("another server listens there");
            }
            Files.delete(path); // of one that was killed
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, OWNER);
            done = true;
        } finally {
            if (!done) {
                channel.close();
            }
        }
        SocketServer server = new SocketServer(path, commands, channel);
        Thread thread = new Thread(server::accept, "neocog-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static boolean isAlive(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                Thread thread = new Thread(() -> serve(client), "neocog-client");
                thread.setDaemon(true);
                thread.start();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "server: a client could not be accepted", e);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            DataInputStream in = new DataInputStream(input(client));
            int count = in.readInt();
            if (count < 1 || count > MOST_WORDS) {
                throw new IOException("a request must have from 1 to " + MOST_WORDS + " strings, but count=" + count);
            }
            Path directory = Path.of(in.readUTF());
            String[] words = new String[count - 1];
            for (int i = 0; i < words.length; i++) {
                words[i] = in.readUTF();
            }
            DataOutputStream out = new DataOutputStream(output(client));
            interruptAtTheNextByte(in, Thread.currentThread());
            int code = commands.execute(words, stream('O', out), stream('E', out), directory);
            synchronized (out) {
                out.writeByte('X');
                out.writeInt(Integer.BYTES);
                out.writeInt(code);
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "server: a client has left", e);
        }
    }

    private static void interruptAtTheNextByte(DataInputStream in, Thread command) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            command.interrupt();
                        }
                        command.interrupt();
                    } catch (IOException e) {
                        LOG.log(Level.DEBUG, "server: the client has been answered", e);
                    }
                },
                "neocog-client-signals");
        thread.setDaemon(true);
        thread.start();
    }

    private static PrintStream stream(char kind, DataOutputStream out) {
        OutputStream frames = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                synchronized (out) {
                    out.writeByte(kind);
                    out.writeInt(length);
                    out.write(bytes, offset, length);
                    out.flush();
                }
            }
        };
        return new PrintStream(new java.io.BufferedOutputStream(frames), true, StandardCharsets.UTF_8);
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

    /** Listens no more; commands that are executed go on. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, path + ": the socket must be removable, but is not", e);
        }
    }
}
