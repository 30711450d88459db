package org.neocog.backend.reference;

import java.util.List;
import org.neocog.graph.Node;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * A node with the arrays that hold its operands and results. An array may be longer than its value: sizes come from the types.
 */
final class Bound {
    private final Node node;
    private final List<double[]> inputs;
    private final List<double[]> outputs;
    private final int threads;
    private long scratchBytes;

    Bound(Node node, List<double[]> inputs, List<double[]> outputs, int threads) {
        this.node = node;
        this.inputs = inputs;
        this.outputs = outputs;
        this.threads = threads;
    }

    Node node() {
        return node;
    }

    int inputs() {
        return inputs.size();
    }

    double[] in(int index) {
        return inputs.get(index);
    }

    double[] out(int index) {
        return outputs.get(index);
    }

    Shape inShape(int index) {
        return node.input(index).shape();
    }

    ElementType inElement(int index) {
        return node.input(index).element();
    }

    Shape outShape(int index) {
        return node.output(index).shape();
    }

    int inSize(int index) {
        return inShape(index).intSize();
    }

    int outSize() {
        return outShape(0).intSize();
    }

    /** Element type of the first result, to which it is rounded. */
    ElementType element() {
        return node.output(0).element();
    }

    int threads() {
        return threads;
    }

    /** Memory that outlives no task: one array per worker. */
    double[][] scratch(int length) {
        scratchBytes += (long) threads * length * Double.BYTES;
        return new double[threads][length];
    }

    /** Taps per worker, see {@link Taps}. */
    Taps[] taps(int capacity) {
        scratchBytes += (long) threads * capacity * (Double.BYTES + Integer.BYTES);
        Taps[] taps = new Taps[threads];
        for (int i = 0; i < threads; i++) {
            taps[i] = new Taps(capacity);
        }
        return taps;
    }

    /** What {@link #scratch} and {@link #taps} gave. */
    long scratchBytes() {
        return scratchBytes;
    }
}
