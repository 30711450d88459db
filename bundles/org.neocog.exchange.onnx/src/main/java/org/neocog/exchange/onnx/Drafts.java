package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.onnx.Source.Edge;
import org.neocog.exchange.onnx.Source.Known;
import org.neocog.tensor.Shape;

/**
 * The drafts of a network, in an order in which each comes after those that it reads.
 *
 * @param image shape of one image
 * @param output index of the one that is the output
 */
record Drafts(Shape image, List<Draft> list, int output) {
    Drafts {
        list = List.copyOf(list);
    }

    Draft get(int index) {
        return list.get(index);
    }

    /** The draft that input {@code index} comes from, or null if that is the images or constant. */
    @Nullable
    Draft before(Draft draft, int index) {
        int edge = draft.edge(index);
        return edge >= 0 ? list.get(edge) : null;
    }

    /** The shape of an input; null if it is left out. The images count as one. */
    @Nullable
    Shape shape(Draft draft, int index) {
        Source input = draft.input(index);
        if (input instanceof Known known) {
            return known.numbers().shape();
        }
        if (input instanceof Edge edge) {
            return edge.draft() == Source.IMAGES
                    ? Shape.of(OnnxReader.BATCH).concat(image)
                    : list.get(edge.draft()).shape();
        }
        return null;
    }

    /** Those that the output needs, ascending. */
    private Set<Integer> needed() {
        Set<Integer> needed = new TreeSet<>();
        List<Integer> open = new ArrayList<>(List.of(output));
        while (!open.isEmpty()) {
            int index = open.remove(open.size() - 1);
            if (index >= 0 && needed.add(index)) {
                open.addAll(list.get(index).edges());
            }
        }
        return needed;
    }

    /** How often each draft that is needed is read, the output once more. */
    Map<Integer, Integer> uses() {
        Map<Integer, Integer> uses = new HashMap<>();
        needed().forEach(index -> list.get(index).edges().forEach(edge -> uses.merge(edge, 1, Integer::sum)));
        uses.merge(output, 1, Integer::sum);
        return uses;
    }

    Drafts with(int index, Draft draft) {
        List<Draft> changed = new ArrayList<>(list);
        changed.set(index, draft);
        return new Drafts(image, changed, output);
    }

    Drafts endingIn(int index) {
        return new Drafts(image, list, index).pruned();
    }

    /** Without those that the output does not need. */
    Drafts pruned() {
        Map<Integer, Integer> places = new HashMap<>();
        places.put(Source.IMAGES, Source.IMAGES);
        List<Draft> kept = new ArrayList<>();
        for (int index : needed()) {
            List<@Nullable Source> inputs = new ArrayList<>();
            for (Source input : list.get(index).inputs()) {
                inputs.add(input instanceof Edge edge ? new Edge(places.getOrDefault(edge.draft(), 0)) : input);
            }
            places.put(index, kept.size());
            kept.add(list.get(index).withInputs(inputs));
        }
        return new Drafts(image, kept, kept.size() - 1);
    }
}
