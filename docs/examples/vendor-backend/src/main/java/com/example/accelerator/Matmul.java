package com.example.accelerator;

import java.util.List;
import org.neocog.backend.support.KernelBackend;
import org.neocog.graph.MatrixOp;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/** {@code y[b, i, j] = sum over k of a[b, i, k] w[b, k, j]}, either matrix transposed or not. */
record Matmul(MatrixOp.Matmul op) implements KernelBackend.Kernel {
    @Override
    public void run(List<Tensor> operands, List<Tensor> results) {
        Shape a = operands.get(0).shape();
        Shape y = results.get(0).shape();
        int rows = y.intDim(-2);
        int columns = y.intDim(-1);
        int inner = a.intDim(op.transposeA() ? -2 : -1);
        int batches = rows * columns == 0 ? 0 : y.intSize() / (rows * columns);
        float[] left = Floats.of(operands.get(0));
        float[] right = Floats.of(operands.get(1));
        float[] result = new float[y.intSize()];
        int rowStep = op.transposeA() ? 1 : inner;
        int leftStep = op.transposeA() ? rows : 1;
        int columnStep = op.transposeB() ? inner : 1;
        int rightStep = op.transposeB() ? 1 : columns;
        for (int batch = 0; batch < batches; batch++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int l = batch * rows * inner + i * rowStep;
                    int r = batch * inner * columns + j * columnStep;
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum += (double) left[l + k * leftStep] * right[r + k * rightStep];
                    }
                    result[(batch * rows + i) * columns + j] = (float) sum;
                }
            }
        }
        Floats.store(result, results.get(0));
    }
}
