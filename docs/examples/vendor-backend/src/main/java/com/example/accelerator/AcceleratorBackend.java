package com.example.accelerator;

import java.util.Set;
import org.neocog.backend.Backend;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.support.KernelBackend;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.tensor.ElementType;
import org.osgi.service.component.annotations.Component;

/**
 * A backend of two ops, in float32: {@code matmul}, and {@code convolution} of images. Neocog computes the others on the backend that is complete.
 *
 * <p>Put the calls of your driver in the place of the loops of {@link Matmul} and {@link Convolution}.
 */
@Component(
        service = Backend.class,
        property = {
            Backend.NAME + "=accelerator",
            Backend.DEVICE + "=cpu",
            // Not every op is there: what is missing falls back.
            Backend.COMPLETE + ":Boolean=false",
            // Below the backends that ship, until configs ask for it by name.
            "service.ranking:Integer=-10"
        })
public final class AcceleratorBackend extends KernelBackend {
    public AcceleratorBackend() {
        super("accelerator");
    }

    @Override
    public DeviceInfo device() {
        return new DeviceInfo(
                "Example accelerator", "Example", Runtime.getRuntime().maxMemory(), Set.of(ElementType.FLOAT32));
    }

    /** What is claimed here is verified for all shapes and attributes that it stands for: claim no more than is computed. */
    @Override
    protected Kernel kernel(Node node) {
        boolean float32 = node.inputs().stream().allMatch(value -> value.element() == ElementType.FLOAT32);
        if (float32 && node.op() instanceof MatrixOp.Matmul matmul) {
            return new Matmul(matmul);
        }
        if (float32
                && node.op() instanceof ConvolutionOp.Convolution convolution
                && convolution.geometry().spatialRank() == 2) {
            return new Convolution(convolution.geometry());
        }
        return null;
    }
}
