package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;

class FetchCommandTest {
    private static final byte[] CONTENT = new byte[200_000];

    static {
        new Random(5).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;

    private Bench bench;
    private HttpServer server;
    private final List<String> requests = new ArrayList<>();
    /** Bytes after which the connection breaks, once; -1 for never. */
    private int breakAfter = -1;

    private byte[] served = CONTENT;

    @BeforeEach
    void serve() throws IOException {
        bench = new Bench(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/data.gz", this::answer);
        server.createContext("/moved/data.gz", exchange -> {
            exchange.getResponseHeaders().add("Location", "/data.gz");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        synchronized (requests) {
            requests.add(range == null ? "all" : range);
        }
        int from =
                range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
        if (from >= served.length) {
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (range != null) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (served.length - 1) + "/" + served.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, served.length - from);
        int end = breakAfter < 0 ? served.length : breakAfter;
        breakAfter = -1;
        exchange.getResponseBody().write(served, from, end - from);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void offer(String sum, String... places) {
        bench.downloads.add(new Download(List.of(new RemoteFile(
                "data.gz", "SHA-256", sum, Stream.of(places).map(URI::create).toList()))));
    }

    private record Download(List<RemoteFile> files) implements DownloadType {
        @Override
        public String name() {
            return "digits";
        }

        @Override
        public String summary() {
            return "For tests.";
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/digits"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void fetchesChecksAndLeavesWhatIsThereAlone() throws IOException {
        offer(sha256(CONTENT), url("/moved/data.gz"));
        assertEquals(0, bench.execute("fetch", "digits", "--json"), bench.err());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits/data.gz")));
        assertEquals(List.of("data.gz"), files());
        assertEquals("digits", bench.json().get("name").getAsString());
        bench.out.reset();
        assertEquals(0, bench.execute("fetch", "digits"));
        assertEquals("data/digits/data.gz: was there, SHA-256 as it must be\n", bench.out());
        assertEquals(List.of("all"), requests);
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws IOException {
        offer(sha256(CONTENT), url("/data.gz"));
        breakAfter = 70_000;
        assertEquals(3, bench.execute("fetch", "digits", "--to", "data/digits"));
        assertEquals(List.of(".data.gz.part"), files());
        long there = Files.size(folder.resolve("data/digits/.data.gz.part"));
        assertTrue(there > 0 && there <= 70_000, "kept " + there);
        assertEquals(0, bench.execute("fetch", "digits"), bench.err());
        assertEquals(List.of("all", "bytes=" + there + "-"), requests);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits/data.gz")));
        assertEquals(List.of("data.gz"), files());
    }

    @Test
    void aPartOfAnotherFileIsThrownAwayAndTheFileFetchedWhole() throws IOException {
        offer(sha256(CONTENT), url("/data.gz"));
        Path part = Files.createDirectories(folder.resolve("data/digits")).resolve(".data.gz.part");
        Files.write(part, new byte[] {1, 2, 3});
        assertEquals(0, bench.execute("fetch", "digits"), bench.err());
        assertEquals(List.of("bytes=3-", "all"), requests);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits/data.gz")));
    }

    @Test
    void aPartThatIsWholeIsTakenAsItIs() throws IOException {
        offer(sha256(CONTENT), url("/data.gz"));
        Files.write(Files.createDirectories(folder.resolve("data/digits")).resolve(".data.gz.part"), CONTENT);
        assertEquals(0, bench.execute("fetch", "digits"), bench.err());
        assertEquals(List.of("bytes=200000-"), requests);
        assertEquals(List.of("data.gz"), files());
    }

    @Test
    void refusesAFileOfAnotherSumAndKeepsNothing() throws IOException {
        served = Arrays.copyOf(CONTENT, 1000);
        offer(sha256(CONTENT), url("/data.gz"));
        assertEquals(4, bench.execute("fetch", "digits"));
        assertEquals(
                "fetch: " + url("/data.gz") + " must give the file, but SHA-256=" + sha256(served) + ", expected="
                        + sha256(CONTENT) + ". Nothing of it is kept.",
                bench.err().lines().reduce((first, last) -> last).orElseThrow());
        assertEquals(List.of(), files());
    }

    @Test
    void triesTheNextPlace() throws IOException {
        offer(sha256(CONTENT), url("/nowhere"), url("/data.gz"));
        assertEquals(0, bench.execute("fetch", "digits"), bench.err());
        assertTrue(bench.err().contains("/nowhere: java.io.IOException: status 404"), bench.err());
        assertEquals(List.of("data.gz"), files());
    }

    @Test
    void neverTouchesAFileThatIsThere() throws IOException {
        offer(sha256(CONTENT), url("/data.gz"));
        Path mine = Files.createDirectories(folder.resolve("data/digits")).resolve("data.gz");
        Files.writeString(mine, "mine");
        assertEquals(4, bench.execute("fetch", "digits"));
        assertTrue(bench.err().contains("Move it away, and fetch again."), bench.err());
        assertEquals("mine", Files.readString(mine));
        assertEquals(List.of(), requests);
    }

    @Test
    void offlineItSaysHowToPutTheFilesByHand() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            closed = socket.getLocalPort();
        }
        String place = "http://127.0.0.1:" + closed + "/data.gz";
        offer(sha256(CONTENT), place);
        assertEquals(3, bench.execute("fetch", "digits"));
        String said = bench.err();
        assertTrue(said.contains("Without a network, put these files into data/digits by hand"), said);
        assertTrue(said.contains("  data.gz  SHA-256 " + sha256(CONTENT) + "\n    " + place + "\n"), said);
        assertFalse(Files.exists(folder.resolve("data/digits/data.gz")));
    }

    @Test
    void namesWhatThereIs() {
        offer(sha256(CONTENT), url("/data.gz"));
        assertEquals(2, bench.execute("fetch", "digit"));
        assertEquals(
                "neocog: fetch: there is nothing called \"digit\"; available: [digits]. Did you mean \"digits\"?\n",
                bench.err());
    }
}
