package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketServerTest {
    @TempDir
    Path folder;

    private record Answer(int code, String out, String err) {}

    private Answer ask(Path socket, String... words) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            DataOutputStream to = new DataOutputStream(request);
            to.writeInt(words.length + 1);
            to.writeUTF(folder.toString());
            for (String word : words) {
                to.writeUTF(word);
            }
            channel.write(ByteBuffer.wrap(request.toByteArray()));
            DataInputStream from = new DataInputStream(java.nio.channels.Channels.newInputStream(channel));
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            while (true) {
                int kind = from.read();
                int length = from.readInt();
                if (kind == 'X') {
                    return new Answer(from.readInt(), out.toString(), err.toString());
                }
                (kind == 'O' ? out : err).append(new String(from.readNBytes(length), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void executesWhatItIsSentForItsOwnerAlone() throws IOException {
        Bench bench = new Bench(folder);
        Path socket = folder.resolve("own").resolve("s.sock");
        try (SocketServer server = SocketServer.open(socket, bench.commandLine)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("own"))));
            Answer version = ask(socket, "--version");
            assertEquals(new Answer(0, "neocog 9.8.7\n", ""), version);
            Answer unknown = ask(socket, "swap", "x", "--backend", "y");
            assertEquals(2, unknown.code());
            assertTrue(unknown.err().contains("going on=[]"), unknown.err());
            assertEquals(List.of(), bench.engine.calls);
            IOException taken = assertThrows(IOException.class, () -> SocketServer.open(socket, bench.commandLine));
            assertEquals("another server listens there", taken.getMessage());
        }
        assertTrue(Files.notExists(socket));
    }

    @Test
    void takesThePlaceOfAServerThatWasKilled() throws IOException {
        Path socket = folder.resolve("s.sock");
        Files.createFile(socket);
        try (SocketServer server = SocketServer.open(socket, new Bench(folder).commandLine)) {
            assertEquals(0, ask(socket, "--version").code());
        }
    }
}
