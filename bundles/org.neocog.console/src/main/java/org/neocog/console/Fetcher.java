package org.neocog.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.neocog.dataset.RemoteFile;

/**
 * Downloads files into a folder. A file appears under its name when it is whole, checked and on the disk, not before; until then it is {@code
 * .NAME.part}, with which the next try goes on.
 */
final class Fetcher {
    private static final int CONNECT_MILLIS = 20_000;
    private static final int READ_MILLIS = 30_000;
    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final FetchProgress progress;

    Fetcher(Path folder, FetchProgress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** A file that is there and right. */
    record Result(Path file, boolean wasThere) {}

    /** Gets a file from the first of its places that has it, unless it is there. */
    Result fetch(RemoteFile file) throws FetchException {
        Path target = folder.resolve(file.name());
        try {
            if (Files.exists(target)) {
                requireSum(
                        file,
                        target,
                        target + " must be the file that is to be fetched",
                        "Move it away, and fetch again.");
                return new Result(target, true);
            }
            Files.createDirectories(folder);
            download(file, target);
            return new Result(target, false);
        } catch (IOException e) {
            throw new FetchException(
                    target + " must be writable and readable, but gave " + e + ". Check the folder.", false);
        } finally {
            progress.end();
        }
    }

    private void download(RemoteFile file, Path target) throws FetchException, IOException {
        Path part = folder.resolve("." + file.name() + ".part");
        List<String> failures = new ArrayList<>();
        FetchException wrong = null;
        for (URI place : file.places()) {
            try {
                if (!isRight(place, file, part)) {
                    Files.deleteIfExists(part);
                    isRight(place, file, part);
                }
            } catch (IOException e) {
                failures.add(place + " gave " + e);
                progress.line(place + ": " + e);
                continue;
            }
            try {
                requireSum(file, part, place + " must give the file", "Nothing of it is kept.");
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FetchException e) {
                Files.deleteIfExists(part);
                progress.line(e.getMessage());
                wrong = e;
            }
        }
        if (wrong != null) {
            throw wrong;
        }
        throw new FetchException(
                file.name() + " must be had from one of its places, but " + String.join("; ", failures)
                        + ". Try again: it goes on where it stopped.",
                false);
    }

    /** Receives what is missing of a file. @return false if what was there before turned out to be of another file */
    private boolean isRight(URI place, RemoteFile file, Path part) throws IOException {
        boolean begun = Files.exists(part);
        receive(place, file, part);
        return !begun || sum(file.algorithm(), part).equals(file.sum());
    }

    /** Appends to {@code part} what is missing of it, and waits until it is on the disk. */
    private void receive(URI place, RemoteFile file, Path part) throws IOException {
        long there = Files.exists(part) ? Files.size(part) : 0;
        HttpURLConnection connection = open(place, there);
        try {
            int status = connection.getResponseCode();
            boolean goesOn = status == HttpURLConnection.HTTP_PARTIAL && startsAt(connection, there);
            if (status == 416) { // nothing comes after what is there: it is whole, or not this file
                return;
            }
            if (!goesOn && status != HttpURLConnection.HTTP_OK) {
                throw new IOException("status " + status + " " + connection.getResponseMessage());
            }
            long before = goesOn ? there : 0;
            long length = connection.getContentLengthLong();
            long total = length < 0 ? -1 : before + length;
            progress.begin(file.name(), before);
            copy(connection, part, goesOn, before, total);
        } finally {
            connection.disconnect();
        }
    }

    private void copy(HttpURLConnection connection, Path part, boolean append, long before, long total)
            throws IOException {
        long bytes = before;
        try (InputStream in = connection.getInputStream();
                FileChannel out = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                bytes += n;
                progress.progressed(bytes, total);
            }
            out.force(true);
        }
        if (total >= 0 && bytes < total) {
            throw new IOException("the connection ended after " + bytes + " of " + total + " bytes");
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long first) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + first + "-");
    }

    /** Connects, following redirections, also to another protocol. */
    private static HttpURLConnection open(URI place, long from) throws IOException {
        URI at = place;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            URLConnection opened = at.toURL().openConnection();
            if (!(opened instanceof HttpURLConnection connection)) {
                throw new IOException("only http and https are fetched, not " + at);
            }
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setRequestProperty("Accept-Encoding", "identity");
            connection.setRequestProperty("User-Agent", "neocog");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            String next = connection.getHeaderField("Location");
            if (status < 300 || status >= 400 || next == null) {
                return connection;
            }
            connection.disconnect();
            try {
                at = at.resolve(new URI(next));
            } catch (URISyntaxException e) {
                throw new IOException("redirected to \"" + next + "\", which is no address", e);
            }
        }
        throw new IOException("redirected more than " + MOST_REDIRECTS + " times");
    }

    private static void requireSum(RemoteFile file, Path path, String rule, String remedy)
            throws IOException, FetchException {
        String found = sum(file.algorithm(), path);
        if (!found.equals(file.sum())) {
            throw new FetchException(
                    rule + ", but " + file.algorithm() + "=" + found + ", expected=" + file.sum() + ". " + remedy,
                    true);
        }
    }

    private static String sum(String algorithm, Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("the sum's algorithm must be known here, but algorithm=" + algorithm, e);
        }
    }
}
