package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.onnx.Source.Known;

/** Makes one network of what a model is for two numbers of images: what differs between them is the number of images. */
final class OneForAllBatches {
    /** The inputs that are shapes or bounds, by operator. */
    private static final Map<String, Integer> OPEN = Map.of("Reshape", 1, "Expand", 1, "Slice", 2);

    private final Problems problems;

    OneForAllBatches(Problems problems) {
        this.problems = problems;
    }

    /** @param two for {@link OnnxReader#BATCH} images, three for {@link OnnxReader#OTHER_BATCH} */
    Drafts of(Drafts two, Drafts three) {
        if (two.list().size() != three.list().size()) {
            problems.add(
                    "the network must be the same for any number of images, but for " + OnnxReader.BATCH + " it has "
                            + two.list().size() + " results, for " + OnnxReader.OTHER_BATCH + " "
                            + three.list().size() + ". Write the file for any number of images.");
            return two;
        }
        List<Draft> merged = new ArrayList<>();
        for (int i = 0; i < two.list().size(); i++) {
            merged.add(merged(two.get(i), three.get(i)));
        }
        return new Drafts(two.image(), merged, two.output());
    }

    private Draft merged(Draft two, Draft three) {
        List<@Nullable Source> inputs = new ArrayList<>(two.inputs());
        for (int i = 0; i < inputs.size(); i++) {
            Known known = two.known(i);
            Known other = three.known(i);
            if (known == null || other == null || known.numbers().isSame(other.numbers())) {
                continue;
            }
            List<Long> open = opened(two, i, known.numbers(), other.numbers());
            if (open == null) {
                problems.add(two.operator() + " \"" + two.node() + "\": a constant must be the same for any number of"
                        + " images, but input=" + i + " is not. Write the file for any number of images.");
            } else {
                inputs.set(i, new Known(known.name(), Numbers.integers(open), false));
            }
        }
        return two.withInputs(inputs);
    }

    /** Numbers that take as many images as there are; null if there are none. */
    private static @Nullable List<Long> opened(Draft draft, int input, Numbers two, Numbers three) {
        boolean isOpen = Objects.equals(OPEN.get(draft.operator()), input)
                && two.count() == three.count()
                && !draft.attributes().flag("allowzero", false);
        if (!isOpen) {
            return null;
        }
        List<Long> numbers = new ArrayList<>(two.toList());
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i).equals(three.toList().get(i))) {
                continue;
            }
            boolean isBatch =
                    numbers.get(i) == OnnxReader.BATCH && three.toList().get(i) == OnnxReader.OTHER_BATCH;
            if (draft.operator().equals("Reshape") && !numbers.contains(-1L)) {
                numbers.set(i, -1L);
            } else if (isBatch && i == 0 && draft.operator().equals("Reshape")) {
                numbers.set(i, 0L);
            } else if (isBatch && draft.operator().equals("Expand")) {
                numbers.set(i, 1L);
            } else if (isBatch && draft.operator().equals("Slice")) {
                numbers.set(i, Long.MAX_VALUE);
            } else {
                return null;
            }
        }
        return numbers;
    }
}
