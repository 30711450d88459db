package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.BinaryFunction;
import org.neocog.tensor.Philox;

/** Programs that take products into sums round as one operation after the other does. */
class TileProgramTest {
    private static final int SIZE = 70_001;

    private final BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
    private final Team team = new Team(2);
    private final ArrowBuf memory = allocator.buffer(4L * 6 * SIZE);
    private final float[] a = numbers(0);
    private final float[] b = numbers(1);
    private final float[] c = numbers(2);

    @BeforeEach
    void fill() {
        store(a, 0);
        store(b, 1);
        store(c, 2);
        Raw.putFloat(buffer(3).address(), 0.1f);
    }

    @AfterEach
    void close() {
        memory.close();
        team.close();
        allocator.close();
    }

    private static float[] numbers(int seed) {
        Philox.Stream random = Philox.stream(seed, 1, 1);
        float[] numbers = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = (float) random.uniform(-1, 1);
        }
        numbers[7] = Float.NaN;
        numbers[8] = Float.NEGATIVE_INFINITY;
        numbers[9] = -0f;
        return numbers;
    }

    private Buffer buffer(int number) {
        return Buffer.fixed(memory.memoryAddress() + 4L * number * SIZE, 4L * SIZE);
    }

    private void store(float[] numbers, int number) {
        Raw.store(numbers, 0, buffer(number).address(), SIZE);
    }

    private float[] result(int number) {
        float[] numbers = new float[SIZE];
        Raw.load(buffer(number).address(), numbers, 0, SIZE);
        return numbers;
    }

    private interface Expected {
        float of(float a, float b, float c);
    }

    private void require(Expected expected, int number) {
        float[] want = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            want[i] = expected.of(a[i], b[i], c[i]);
        }
        assertArrayEquals(want, result(number));
    }

    private void run(TileProgram program) {
        program.bind();
        program.run();
    }

    @Test
    void productsOfTwoVectors() {
        TileProgram program = new TileProgram(team, SIZE);
        int x = program.full(buffer(0));
        int y = program.full(buffer(1));
        int z = program.full(buffer(2));
        program.store(
                program.binary(BinaryFunction.ADD, program.binary(BinaryFunction.MULTIPLY, x, y), z), buffer(4), false);
        program.store(
                program.binary(BinaryFunction.SUBTRACT, z, program.binary(BinaryFunction.MULTIPLY, x, y)),
                buffer(5),
                false);
        run(program);
        require((p, q, r) -> p * q + r, 4);
        require((p, q, r) -> r - p * q, 5);
    }

    @Test
    void momentumByConstantAndByWhatIsReadOnce() {
        TileProgram program = new TileProgram(team, SIZE);
        int velocity = program.full(buffer(0));
        int gradient = program.full(buffer(1));
        int weight = program.full(buffer(2));
        int rate = program.repeated(buffer(3), 1, 1);
        int next = program.binary(
                BinaryFunction.ADD, program.binary(BinaryFunction.MULTIPLY, program.constant(0.9), velocity), gradient);
        int step = program.binary(BinaryFunction.MULTIPLY, next, rate);
        program.store(program.binary(BinaryFunction.SUBTRACT, weight, step), buffer(4), false);
        program.store(next, buffer(5), false);
        program.bind();
        program.run();
        require((v, g, w) -> w - (0.9f * v + g) * 0.1f, 4);
        require((v, g, w) -> 0.9f * v + g, 5);
        Raw.putFloat(buffer(3).address(), 0.25f);
        program.run();
        require((v, g, w) -> w - (0.9f * v + g) * 0.25f, 4);
    }

    @Test
    void productsThatOthersReadToo() {
        TileProgram program = new TileProgram(team, SIZE);
        int x = program.full(buffer(0));
        int y = program.full(buffer(1));
        int product = program.binary(BinaryFunction.MULTIPLY, x, y);
        program.store(program.binary(BinaryFunction.SUBTRACT, x, product), buffer(4), false);
        program.store(product, buffer(5), false);
        run(program);
        require((p, q, r) -> p - p * q, 4);
        require((p, q, r) -> p * q, 5);
    }

    @Test
    void productsOnBothSides() {
        TileProgram program = new TileProgram(team, SIZE);
        int x = program.full(buffer(0));
        int y = program.full(buffer(1));
        int z = program.full(buffer(2));
        int left = program.binary(BinaryFunction.MULTIPLY, x, y);
        int right = program.binary(BinaryFunction.MULTIPLY, y, z);
        program.store(program.binary(BinaryFunction.ADD, left, right), buffer(4), false);
        program.store(
                program.binary(BinaryFunction.SUBTRACT, program.binary(BinaryFunction.MULTIPLY, x, z), y),
                buffer(5),
                false);
        run(program);
        require((p, q, r) -> p * q + q * r, 4);
        require((p, q, r) -> p * r - q, 5);
    }
}
