package org.neocog.backend;

import java.util.Set;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Compiles programs for one device. Implemented by plug-ins, registered as a service with the properties {@link #NAME} and {@link
 * #DEVICE}; {@code service.ranking} decides between two of one name.
 *
 * <p>Threading: all methods may be called by several threads at once.
 */
@ConsumerType
public interface Backend {
    /** Service property: the name that {@code backend.prefer} lists, such as {@code reference}. */
    String NAME = "neocog.backend.name";

    /** Service property: kind of device, {@code cpu} or {@code gpu}. */
    String DEVICE = "neocog.backend.device";

    /**
     * Service property, Boolean: whether it supports every op in every element type that its {@link DeviceInfo} lists. What other backends do not
     * support is left to such a one.
     */
    String COMPLETE = "neocog.backend.complete";

    /** Service property, Boolean: whether results may differ in their last bits for another number of threads; not without it. */
    String SUMS_BY_THREADS = "neocog.backend.sums-by-threads";

    /** Service property, Boolean: whether subnormal numbers may be taken as zero, and become zero; not without it. */
    String FLUSHES_SUBNORMALS = "neocog.backend.flushes-subnormals";

    /**
     * Property by which a config can require a verified backend, from 0 to 1: the score that {@code neocog verify} has recorded for the bundle's
     * SHA-256, 0 if it has none. The framework adds it to the properties of the service; a provider does not set it.
     */
    String VERIFIED = "verified";

    /** What it runs on. */
    DeviceInfo device();

    /** Whether this backend computes the node itself, judged by op, types and shapes. What it does not claim, {@link #compile} refuses. */
    default boolean supports(Node node) {
        return true;
    }

    /** What {@link CompileOptions#activations} may be: float32 always. What is not listed, {@link #compile} refuses. */
    default Set<ElementType> activations() {
        return Set.of(ElementType.FLOAT32);
    }

    /**
     * Prepares a program to run; may take seconds. All variables are zero until {@link Executable#restore}.
     *
     * @throws BackendException if a node is not {@linkplain #supports supported} (names the op, types and scope), the options ask for
     *     {@linkplain #activations activations} that it does not offer
     * @throws InsufficientMemoryException if memory is short
     */
    Executable compile(Program program, CompileOptions options);
}
