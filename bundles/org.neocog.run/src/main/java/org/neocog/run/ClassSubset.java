package org.neocog.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Nearest;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.FixedSizeView;
import org.neocog.dataset.ImageBatch;

/**
 * Some classes of a dataset under new names, several as one where the config says so; the examples of the others are left out. The order of
 * what stays is that of the dataset. Owns the dataset. Labels are read once per split, when they are first asked for.
 */
final class ClassSubset extends FixedSizeView {
    private final List<String> names;
    /** The new label of each old one; -1 for those that are left out. */
    private final int[] labels;

    private final Map<String, long[]> kept = new ConcurrentHashMap<>();

    private ClassSubset(FixedSizeDataset all, List<String> names, int[] labels) {
        super(all);
        this.names = names;
        this.labels = labels;
    }

    /**
     * Takes over a dataset.
     *
     * @param classes the old names that each new name stands for
     * @throws ConfigException if there is no such class, or one is there twice; names all of that
     */
    static Dataset of(Dataset all, Map<String, List<String>> classes, Location place) {
        if (!(all instanceof FixedSizeDataset fixed)) {
            throw new ConfigException(
                    place,
                    "select-classes: the dataset must have images of one size, but has images of any size. Take"
                            + " select-classes out.");
        }
        List<String> names = List.copyOf(classes.keySet());
        int[] labels = new int[all.classNames().size()];
        Arrays.fill(labels, -1);
        for (int i = 0; i < names.size(); i++) {
            for (String old : classes.getOrDefault(names.get(i), List.of())) {
                int label = all.classNames().indexOf(old);
                if (label < 0 || labels[label] >= 0) {
                    throw new ConfigException(
                            place,
                            "select-classes: " + (label < 0 ? "there is no class" : "there must not be twice the class")
                                    + " \""
                                    + old + "\""
                                    + (label < 0
                                            ? "; classes: " + all.classNames() + "."
                                                    + Nearest.of(old, all.classNames())
                                                            .map(near -> " Did you mean \"" + near + "\"?")
                                                            .orElse("")
                                            : ". Take one out."));
                }
                labels[label] = i;
            }
        }
        return new ClassSubset(fixed, names, labels);
    }

    @Override
    public List<String> classNames() {
        return names;
    }

    @Override
    public long size(String split) {
        return kept(split).length;
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        long[] of = kept(split);
        long[] old = new long[count];
        for (int i = 0; i < count; i++) {
            old[i] = of[Math.toIntExact(indices[i])];
        }
        super.read(split, old, count, target);
        for (int row = 0; row < count; row++) {
            target.setLabel(row, labels[target.label(row)]);
        }
    }

    private long[] kept(String split) {
        return kept.computeIfAbsent(split, this::find);
    }

    private long[] find(String split) {
        int[] old = Labels.of(viewed(), split, Math.toIntExact(viewed().size(split)));
        return IntStream.range(0, old.length)
                .filter(i -> labels[old[i]] >= 0)
                .asLongStream()
                .toArray();
    }

    @Override
    public String fingerprint() {
        String text = super.fingerprint() + names + Arrays.toString(labels);
        return java.util.HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
