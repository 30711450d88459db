package org.neocog.exchange.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.tensor.Shape;

/**
 * Reads an ONNX model as layers: it is gone through for two and for three images, as the writer does it, and what differs is the number of
 * images.
 */
final class OnnxReader {
    /** Numbers of images that the model is gone through for. */
    static final int BATCH = 2;

    static final int OTHER_BATCH = 3;

    private static final List<Long> CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);

    private OnnxReader() {}

    static ImportedNetwork read(Path file, ReadOptions options) {
        Problems problems = new Problems(String.valueOf(file));
        OnnxModel model = OnnxModel.read(file, options, problems);
        if (model == null) {
            throw problems.refusal();
        }
        List<String> remarks = new ArrayList<>();
        Drafts simple = classifier(channelsFirst(drafts(model, problems), remarks), remarks, problems);
        problems.throwIfAny();
        ImportedNetwork network = new NetworkAssembly(model, simple, problems).network(remarks);
        problems.throwIfAny();
        return network;
    }

    /** What the layers will be, for any number of images. */
    static Drafts drafts(OnnxModel model, Problems problems) {
        Drafts two = Trace.of(model, BATCH, problems);
        problems.throwIfAny();
        Drafts three = Trace.of(model, OTHER_BATCH, problems);
        problems.throwIfAny();
        Drafts one = new OneForAllBatches(problems).of(two, three);
        problems.throwIfAny();
        return Simplification.of(one.pruned());
    }

    /** A network that turns images {@code [N, H, W, C]} before it reads them takes them as they are here, {@code [N, C, H, W]}. */
    private static Drafts channelsFirst(Drafts drafts, List<String> remarks) {
        List<Draft> readers = drafts.list().stream()
                .filter(draft -> draft.edges().contains(Source.IMAGES))
                .toList();
        boolean turns = readers.stream()
                .allMatch(draft -> draft.operator().equals("Transpose")
                        && draft.attributes().integers("perm", List.of()).equals(CHANNELS_FIRST));
        if (!turns || readers.contains(drafts.get(drafts.output()))) {
            return drafts;
        }
        remarks.add("The images are [C, H, W] here, and [H, W, C] in the file, which turns them: that is left out.");
        List<Draft> rewired = new ArrayList<>();
        for (Draft draft : drafts.list()) {
            List<@Nullable Source> inputs = new ArrayList<>();
            for (Source input : draft.inputs()) {
                boolean isTurned = input instanceof Source.Edge edge
                        && edge.draft() >= 0
                        && readers.contains(drafts.get(edge.draft()));
                inputs.add(isTurned ? new Source.Edge(Source.IMAGES) : input);
            }
            rewired.add(draft.withInputs(inputs));
        }
        Shape image = drafts.image();
        return new Drafts(Shape.of(image.dim(2), image.dim(0), image.dim(1)), rewired, drafts.output()).pruned();
    }

    /** A network whose output is one number per class before the softmax, as the loss wants it. */
    private static Drafts classifier(Drafts drafts, List<String> remarks, Problems problems) {
        Drafts open = drafts;
        Draft last = drafts.get(drafts.output());
        boolean isSoftmax = last.operator().equals("Softmax") || last.operator().equals("LogSoftmax");
        if (isSoftmax && last.shape().rank() == 2 && last.edge(0) >= 0) {
            remarks.add("The " + last.operator() + " at the end is left out: it is part of the loss here.");
            open = drafts.endingIn(last.edge(0));
        }
        Draft output = open.get(open.output());
        Shape shape = output.shape();
        boolean isFlat = shape.rank() == 2;
        if (shape.rank() > 2 && shape.range(2, shape.rank()).size() == 1) {
            remarks.add("The output [N, C, 1, 1] is made [N, C].");
            List<Draft> all = new ArrayList<>(open.list());
            all.add(new Draft(
                    "",
                    "Flatten",
                    output.opset(),
                    0,
                    new Attributes(Map.of()),
                    List.of(new Source.Edge(open.output())),
                    shape.range(0, 2)));
            return Simplification.of(new Drafts(open.image(), all, all.size() - 1));
        }
        if (!isFlat || shape.dim(0) != BATCH) {
            problems.add("the output must be one number per image and class, [N, classes], but for " + BATCH
                    + " images it is " + shape + ". Choose another by --output.");
        }
        return open;
    }
}
