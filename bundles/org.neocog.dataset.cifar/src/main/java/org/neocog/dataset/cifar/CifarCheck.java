package org.neocog.dataset.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.cifar.CifarLayout.LabelKind;

/** Reads every file once, from first to last byte, checks it, and keeps what it takes to know it again: nothing of the images. */
final class CifarCheck implements CifarFiles.Visitor {
    private static final int RECORDS_AT_ONCE = 100;
    private static final int NAMES_BYTES = 1 << 16;

    private final CifarLayout layout;
    private final CifarFiles files;
    private final Map<String, Facts> facts = new HashMap<>();
    private @Nullable List<String> classNames;

    /** What is known of a whole file. */
    record Facts(long bytes, String sha256) {}

    /**
     * Checks all files.
     *
     * @throws CifarException if a constraint of {@link CifarDataset} does not hold
     */
    CifarCheck(CifarLayout layout, CifarFiles files) throws CifarException {
        this.layout = layout;
        this.files = files;
        List<String> names = new ArrayList<>(layout.dataFiles());
        names.add(layout.usedLabels().file());
        files.forEach(names, this);
        List<String> missing = layout.dataFiles().stream()
                .filter(name -> !facts.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new CifarException(layout.name() + ": all of " + layout.dataFiles() + " must be there, but "
                    + files.place() + " lacks " + missing + ". " + layout.remedy() + " [C1]");
        }
    }

    Facts facts(String file) {
        Facts known = facts.get(file);
        if (known == null) {
            throw new IllegalArgumentException(
                    layout.name() + ": a file must be one of " + layout.dataFiles() + ", but file=" + file + ".");
        }
        return known;
    }

    /** From the file that names them, else the published ones. */
    List<String> classNames() {
        return classNames == null ? layout.usedLabels().classNames() : classNames;
    }

    @Override
    public void visit(String name, InputStream content) throws IOException {
        if (name.equals(layout.usedLabels().file())) {
            classNames = readNames(name, content);
        } else if (facts.put(name, readData(name, content)) != null) {
            throw new CifarException(layout.name() + ": a file must be there once, but " + files.place() + " has "
                    + name + " twice. Fetch it again. [C1]");
        }
    }

    private Facts readData(String name, InputStream content) throws IOException {
        MessageDigest digest = sha256();
        int size = layout.recordBytes();
        byte[] records = new byte[RECORDS_AT_ONCE * size];
        long bytes = 0;
        int found = content.readNBytes(records, 0, records.length);
        while (found > 0) {
            for (int at = 0; at + size <= found; at += size) {
                checkLabels(name, records, at, (bytes + at) / size);
            }
            digest.update(records, 0, found);
            bytes += found;
            found = content.readNBytes(records, 0, records.length);
        }
        if (bytes == 0 || bytes % size != 0) {
            throw new CifarException(layout.name() + ": " + name + " must be whole records of " + size
                    + " bytes, at least one, but bytes=" + bytes + ". Fetch it again. [C3]");
        }
        return new Facts(bytes, hex(digest));
    }

    private void checkLabels(String name, byte[] records, int at, long record) throws CifarException {
        for (int i = 0; i < layout.labels().size(); i++) {
            LabelKind kind = layout.labels().get(i);
            int label = records[at + i] & 0xff;
            if (label >= kind.classNames().size()) {
                throw new CifarException(layout.name() + ": " + kind.what() + " must be from 0 to "
                        + (kind.classNames().size() - 1) + ", but " + name + " has " + label + " in record " + record
                        + ". Fetch it again, or check that it is of " + layout.name() + ". [C4]");
            }
        }
    }

    private List<String> readNames(String name, InputStream content) throws IOException {
        List<String> names = new String(content.readNBytes(NAMES_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        int classes = layout.usedLabels().classNames().size();
        if (names.size() != classes) {
            throw new CifarException(layout.name() + ": " + name + " must have a line for each of the " + classes
                    + " classes, but lines=" + names.size() + ". Fetch it again, or take it away. [C5]");
        }
        return names;
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "cifar: every Java platform has SHA-256, but this one does not. Use another.", e);
        }
    }
}
