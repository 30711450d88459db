package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jocl.CL;
import org.jocl.CLException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceLostException;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** What users are told where the driver or the device fails. */
class DriverFailureTest {
    /** A matrix of so many rows and columns is larger than what PoCL takes. */
    private static final long SIDE = 46_000;

    private static BackendException of(int code) {
        return DriverFailure.of(TestDevice.device(), "graph \"train\": a step", new CLException("CODE", code));
    }

    @ParameterizedTest
    @ValueSource(ints = {CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_HOST_MEMORY, CL.CL_INVALID_BUFFER_SIZE})
    void wantOfMemoryIsOneForWhichASmallerBatchHelps(int code) {
        BackendException failure = of(code);
        assertInstanceOf(InsufficientMemoryException.class, failure);
        assertTrue(
                failure.getMessage().startsWith("opencl: graph \"train\": a step must run on "), failure.getMessage());
        assertTrue(failure.getMessage().endsWith("Use a smaller batch, or another device."), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CL.CL_DEVICE_NOT_AVAILABLE,
                CL.CL_OUT_OF_RESOURCES,
                CL.CL_INVALID_COMMAND_QUEUE,
                CL.CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST
            })
    void aLostDeviceIsSaidToBeLost(int code) {
        BackendException failure = of(code);
        assertInstanceOf(DeviceLostException.class, failure);
        assertTrue(failure.getMessage().contains("the device was lost"), failure.getMessage());
        assertTrue(failure.getMessage().contains("Go on from the last checkpoint"), failure.getMessage());
    }

    @Test
    void anythingElseIsNoLostDevice() {
        assertEquals(BackendException.class, of(CL.CL_INVALID_KERNEL_ARGS).getClass());
    }

    @Test
    void anArenaThatDoesNotFitNamesTheOpOfItsLargestValueItsShapeAndBytes() throws ReflectiveOperationException {
        GraphBuilder b = new GraphBuilder("outer");
        b.inScope("product", () -> {
            Value column = b.input("column", TensorType.of(ElementType.FLOAT64, SIDE, 1));
            Value row = b.input("row", TensorType.of(ElementType.FLOAT64, 1, SIDE));
            b.output("sum", b.reduceSum(b.matmul(column, row), List.of(0, 1)));
        });
        String message = refusalOfTooMuch(b);
        assertTrue(message.contains("the values of a step, by graph"), message);
        assertTrue(message.contains("graph \"outer\""), message);
        assertTrue(message.contains("for matmul (scope \"product\") float64[46000, 46000]"), message);
        assertTrue(message.contains("of " + 8 * SIDE * SIDE + " bytes"), message);
    }

    @Test
    void whatFailsWhileAnOpIsPreparedIsNamedByTheOpOnce() throws ReflectiveOperationException {
        GraphBuilder b = new GraphBuilder("graph");
        b.inScope("layer", () -> {
            TensorType square = TensorType.of(ElementType.FLOAT64, SIDE, SIDE);
            Value x = b.input("x", TensorType.of(ElementType.FLOAT64, 1, SIDE));
            Value ones = b.constant(ConstantData.splat(square, 1));
            Value row = b.input("row", TensorType.of(ElementType.FLOAT64, SIDE));
            b.output("y", b.matmul(x, b.add(b.broadcast(row, square.shape(), List.of(1)), ones)));
        });
        String message = refusalOfTooMuch(b);
        assertTrue(
                message.startsWith("opencl: graph \"graph\": add (scope \"layer\") float64[46000, 46000]: "), message);
        assertEquals(message.indexOf("(scope"), message.lastIndexOf("(scope"), message);
        assertTrue(message.contains("a constant float64[46000, 46000] must fit"), message);
        assertTrue(message.contains("bytes=" + 8 * SIDE * SIDE), message);
    }

    @Test
    void aKernelThatDoesNotBuildIsRefusedWithTheCompilersWords() {
        Counts counts = new Counts();
        try (Session session = new Session(TestDevice.device(), true, null, counts);
                Stream stream = new Stream(session)) {
            BackendException failure = assertThrows(
                    BackendException.class,
                    () -> stream.generated("kernel void broken() { undeclared = 1; }", ElementType.FLOAT32));
            assertTrue(failure.getMessage().contains("kernels must build on"), failure.getMessage());
            assertTrue(failure.getMessage().contains("undeclared"), failure.getMessage());
        }
        assertEquals(new Counts().toString(), counts.toString());
    }

    /** The message of a program that needs a buffer larger than the device has. Nothing is left of it. */
    private static String refusalOfTooMuch(GraphBuilder builder) throws ReflectiveOperationException {
        Device real = TestDevice.device();
        Assumptions.assumeTrue(
                real.float64() && real.memoryBytes() < 8 * SIDE * SIDE, "SKIPPED: the device has room for it");
        // A device that says to take such a buffer, and does not.
        Device boastful = withLargest(real, Long.MAX_VALUE / 4);
        Program program = new Program(List.of(), List.of(builder.build()));
        try (OpenClBackend backend = new OpenClBackend(boastful, real.isCpu(), Long.MAX_VALUE);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            CompileOptions options = new CompileOptions(allocator, 1);
            BackendException refusal =
                    assertThrows(InsufficientMemoryException.class, () -> backend.compile(program, options));
            String open = backend.counts().toString();
            assertTrue(open.startsWith("buffers=0, kernels=0, "), open);
            assertTrue(open.contains("queues=0, contexts=1, events=0"), open);
            return refusal.getMessage();
        }
    }

    private static Device withLargest(Device device, long largest) throws ReflectiveOperationException {
        RecordComponent[] parts = Device.class.getRecordComponents();
        Object[] values = new Object[parts.length];
        Class<?>[] types = new Class<?>[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            values[i] = parts[i].getName().equals("largest")
                    ? largest
                    : parts[i].getAccessor().invoke(device);
        }
        return Device.class.getDeclaredConstructor(types).newInstance(values);
    }

    private static long[] groupSize(Launch launch) throws ReflectiveOperationException {
        Field local = Launch.class.getDeclaredField("local");
        local.setAccessible(true);
        return (long[]) local.get(launch);
    }

    /** A driver that refuses a launch: the message names op, scope, shape and bytes, and the executable can be closed. */
    @Test
    void aCommandThatFailsNamesItsOpShapeAndBytes() throws ReflectiveOperationException {
        GraphBuilder b = new GraphBuilder("graph");
        TensorType type = TensorType.of(ElementType.FLOAT32, 5, 7);
        b.inScope("layer", () -> b.output("y", b.unary(UnaryFunction.TANH, b.input("x", type))));
        Program program = new Program(List.of(), List.of(b.build()));
        Device device = TestDevice.device();
        try (OpenClBackend backend = new OpenClBackend(device, device.isCpu(), Long.MAX_VALUE);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                OpenClExecutable executable =
                        (OpenClExecutable) backend.compile(program, new CompileOptions(allocator, 1));
                Tensor x = Tensor.zeros(allocator, type)) {
            Launch launch = (Launch) executable.graphs().get("graph").commands().get(0);
            groupSize(launch)[0] = 1 << 30;
            Feed feed = new Feed().put("x", x);
            BackendException failure = assertThrows(BackendException.class, () -> executable.run("graph", feed));
            String message = failure.getMessage();
            assertTrue(message.contains("graph \"graph\""), message);
            assertTrue(message.contains("for tanh (scope \"layer\") float32[5, 7], 280 bytes of buffers"), message);
            assertTrue(message.contains("CL_INVALID_WORK_GROUP_SIZE"), message);
        }
    }
}
