package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.UnaryFunction;

/**
 * Several elementwise operations in one pass: pieces of the operands are loaded into arrays that stay in the first cache, computed with, and the
 * results stored. Numbers are float32; truth values are 0 and 1.
 */
final class TileProgram extends Command implements Team.Task {
    static final int TILE = 1024;

    /** Length of a register: with the head of an array a multiple of what a vector holds, so that all lie alike, and no two a page apart. */
    private static final int LENGTH = TILE + 76;

    /** What fills a register before a piece is computed. */
    private sealed interface Source {
        record Full(Buffer buffer) implements Source {}

        record Mask(Buffer buffer) implements Source {}

        /** Element e is number {@code e / run mod count} of the buffer. */
        record Repeated(Buffer buffer, long count, long run) implements Source {}
    }

    /** Computes one register from others. */
    private interface Instruction {
        void run(float[][] registers, int n);
    }

    /** An instruction, and what it reads. */
    private record Computation(@Nullable BinaryFunction function, int[] operands, Instruction instruction) {
        boolean is(BinaryFunction wanted) {
            return function == wanted;
        }
    }

    private record Load(Source source, int register) {}

    private record Store(Buffer buffer, int register, boolean mask) {}

    private final Team team;
    private final long size;
    private final List<Load> loads = new ArrayList<>();
    /** By the register of the result; in this order they are computed. */
    private final SortedMap<Integer, Computation> computations = new TreeMap<>();

    private final List<Store> stores = new ArrayList<>();
    private final List<float[]> constants = new ArrayList<>();
    private final List<Load> scalars = new ArrayList<>();
    private int registers;
    private long work = 2;
    private float[][][] files = new float[0][][];
    private Load[] scalarArray = new Load[0];
    private Load[] loadArray = new Load[0];
    private Instruction[] instructionArray = new Instruction[0];
    private Store[] storeArray = new Store[0];

    TileProgram(Team team, long size) {
        this.team = team;
        this.size = size;
    }

    // ---- building

    private int register() {
        constants.add(new float[0]);
        return registers++;
    }

    int constant(double value) {
        float[] all = new float[LENGTH];
        Arrays.fill(all, (float) value);
        constants.add(all);
        return registers++;
    }

    int full(Buffer buffer) {
        return load(new Source.Full(uses(buffer)));
    }

    int mask(Buffer buffer) {
        return load(new Source.Mask(uses(buffer)));
    }

    /** Element e is number {@code e / run mod count} of the buffer. */
    int repeated(Buffer buffer, long count, long run) {
        return load(new Source.Repeated(uses(buffer), count, run));
    }

    private int load(Source source) {
        int register = register();
        boolean scalar = source instanceof Source.Repeated repeated && repeated.count == 1;
        (scalar ? scalars : loads).add(new Load(source, register));
        return register;
    }

    /** Whether all numbers of a register are the same, and stay so for all of a run. */
    private boolean isScalar(int register) {
        return constants.get(register).length > 0 || scalars.stream().anyMatch(scalar -> scalar.register == register);
    }

    int unary(UnaryFunction function, int x) {
        int y = register();
        work += switch (function) {
            case EXP, LOG, TANH, SIGMOID -> TILE * 20L;
            case FLOOR, SQRT, RSQRT -> TILE * 3L;
            default -> TILE / 4L;
        };
        compute(
                y,
                null,
                switch (function) {
                    case NEGATE -> (r, n) -> Tile.negate(r[x], r[y], n);
                    case ABS -> (r, n) -> Tile.abs(r[x], r[y], n);
                    case SIGN -> (r, n) -> Tile.sign(r[x], r[y], n);
                    case FLOOR -> (r, n) -> Tile.floor(r[x], r[y], n);
                    case EXP -> (r, n) -> Tile.exp(r[x], r[y], n);
                    case LOG -> (r, n) -> Tile.log(r[x], r[y], n);
                    case SQRT -> (r, n) -> Tile.sqrt(r[x], r[y], n);
                    case RSQRT -> (r, n) -> Tile.rsqrt(r[x], r[y], n);
                    case TANH -> (r, n) -> Tile.tanh(r[x], r[y], n);
                    case SIGMOID -> (r, n) -> Tile.sigmoid(r[x], r[y], n);
                    case RELU -> (r, n) -> Tile.relu(r[x], r[y], n);
                },
                x);
        return y;
    }

    int binary(BinaryFunction function, int a, int b) {
        int y = register();
        work += function == BinaryFunction.POWER ? TILE * 40L : TILE / 4L;
        compute(
                y,
                function,
                switch (function) {
                    case ADD -> (r, n) -> Tile.add(r[a], r[b], r[y], n);
                    case SUBTRACT -> (r, n) -> Tile.subtract(r[a], r[b], r[y], n);
                    case MULTIPLY -> (r, n) -> Tile.multiply(r[a], r[b], r[y], n);
                    case DIVIDE -> (r, n) -> Tile.divide(r[a], r[b], r[y], n);
                    case MAXIMUM -> (r, n) -> Tile.maximum(r[a], r[b], r[y], n);
                    case MINIMUM -> (r, n) -> Tile.minimum(r[a], r[b], r[y], n);
                    case POWER -> (r, n) -> Tile.power(r[a], r[b], r[y], n);
                },
                a,
                b);
        return y;
    }

    int compare(Comparison comparison, int a, int b) {
        int y = register();
        work += TILE;
        compute(
                y,
                null,
                switch (comparison) {
                    case EQUAL -> (r, n) -> Tile.equal(r[a], r[b], r[y], n);
                    case NOT_EQUAL -> (r, n) -> Tile.notEqual(r[a], r[b], r[y], n);
                    case LESS -> (r, n) -> Tile.less(r[a], r[b], r[y], n);
                    case LESS_OR_EQUAL -> (r, n) -> Tile.lessOrEqual(r[a], r[b], r[y], n);
                    case GREATER -> (r, n) -> Tile.less(r[b], r[a], r[y], n);
                    case GREATER_OR_EQUAL -> (r, n) -> Tile.lessOrEqual(r[b], r[a], r[y], n);
                },
                a,
                b);
        return y;
    }

    int select(int mask, int a, int b) {
        int y = register();
        work += TILE;
        compute(y, null, (r, n) -> Tile.select(r[mask], r[a], r[b], r[y], n), mask, a, b);
        return y;
    }

    private void compute(int result, @Nullable BinaryFunction function, Instruction instruction, int... operands) {
        computations.put(result, new Computation(function, operands, instruction));
    }

    /**
     * Sums and differences take products in that nobody else reads: a pass over the registers less, with the same two roundings.
     */
    private void takeProductsIn() {
        int[] readers = new int[registers];
        computations.values().forEach(computation -> {
            for (int operand : computation.operands) {
                readers[operand]++;
            }
        });
        stores.forEach(store -> readers[store.register]++);
        for (int y : List.copyOf(computations.keySet())) {
            Computation sum = computations.get(y);
            if (sum == null || !sum.is(BinaryFunction.ADD) && !sum.is(BinaryFunction.SUBTRACT)) {
                continue;
            }
            int[] operands = sum.operands;
            if (isProductOf(operands[1], readers)) {
                takeIn(y, operands[0], operands[1], sum.is(BinaryFunction.SUBTRACT));
            } else if (sum.is(BinaryFunction.ADD) && isProductOf(operands[0], readers)) {
                takeIn(y, operands[1], operands[0], false);
            }
        }
    }

    private boolean isProductOf(int register, int[] readers) {
        Computation computation = computations.get(register);
        return computation != null && computation.is(BinaryFunction.MULTIPLY) && readers[register] == 1;
    }

    private void takeIn(int y, int x, int product, boolean negative) {
        int[] factors = Objects.requireNonNull(computations.remove(product)).operands;
        int a = isScalar(factors[0]) ? factors[1] : factors[0];
        int b = isScalar(factors[0]) ? factors[0] : factors[1];
        Instruction instruction;
        if (isScalar(b)) {
            instruction = negative
                    ? (r, n) -> Tile.addScaled(r[x], r[a], -r[b][0], r[y], n)
                    : (r, n) -> Tile.addScaled(r[x], r[a], r[b][0], r[y], n);
        } else {
            instruction = negative
                    ? (r, n) -> Tile.subtractProduct(r[x], r[a], r[b], r[y], n)
                    : (r, n) -> Tile.addProduct(r[x], r[a], r[b], r[y], n);
        }
        compute(y, null, instruction, x, a, b);
    }

    /** Stores a register; as bytes if it holds truth values. */
    void store(int register, Buffer buffer, boolean mask) {
        stores.add(new Store(uses(buffer), register, mask));
    }

    // ---- running

    @Override
    void bind() {
        work += TILE / 4L * (loads.size() + stores.size());
        takeProductsIn();
        files = new float[team.threads()][registers][];
        for (float[][] file : files) {
            for (int i = 0; i < registers; i++) {
                file[i] = constants.get(i).length > 0 ? constants.get(i) : new float[LENGTH];
            }
        }
        scalarArray = scalars.toArray(Load[]::new);
        loadArray = loads.toArray(Load[]::new);
        instructionArray =
                computations.values().stream().map(Computation::instruction).toArray(Instruction[]::new);
        storeArray = stores.toArray(Store[]::new);
    }

    @Override
    void run() {
        for (Load scalar : scalarArray) {
            for (float[][] file : files) {
                fill(scalar.source, file[scalar.register], 0, TILE);
            }
        }
        team.forEach(Math.toIntExact((size + TILE - 1) / TILE), work, this);
    }

    @Override
    public void run(int index, int worker) {
        float[][] file = files[worker];
        long from = (long) index * TILE;
        int n = (int) Math.min(TILE, size - from);
        for (Load load : loadArray) {
            fill(load.source, file[load.register], from, n);
        }
        for (Instruction instruction : instructionArray) {
            instruction.run(file, n);
        }
        for (Store store : storeArray) {
            if (store.mask) {
                storeMask(file[store.register], store.buffer.address() + from, n);
            } else {
                Raw.store(file[store.register], 0, store.buffer.address() + 4 * from, n);
            }
        }
    }

    private static void fill(Source source, float[] register, long from, int n) {
        if (source instanceof Source.Full full) {
            Raw.load(full.buffer.address() + 4 * from, register, 0, n);
        } else if (source instanceof Source.Mask mask) {
            long address = mask.buffer.address() + from;
            for (int i = 0; i < n; i++) {
                register[i] = Raw.getByte(address + i) & 0xff;
            }
        } else if (source instanceof Source.Repeated repeated) {
            fillRepeated(repeated, register, from, n);
        }
    }

    private static void fillRepeated(Source.Repeated source, float[] register, long from, int n) {
        long address = source.buffer.address();
        if (source.count == 1) {
            Arrays.fill(register, 0, n, Raw.getFloat(address));
            return;
        }
        if (source.run > 1) {
            int done = 0;
            while (done < n) {
                long element = from + done;
                int run = (int) Math.min(n - done, source.run - element % source.run);
                float value = Raw.getFloat(address + 4 * (element / source.run % source.count));
                Arrays.fill(register, done, done + run, value);
                done += run;
            }
            return;
        }
        int start = (int) (from % source.count);
        int done = (int) Math.min(n, source.count - start);
        Raw.load(address + 4L * start, register, 0, done);
        int more = (int) Math.min(n - done, source.count - done);
        if (more > 0) {
            Raw.load(address, register, done, more);
            done += more;
        }
        while (done < n) {
            int copied = Math.min(done, n - done);
            System.arraycopy(register, 0, register, done, copied);
            done += copied;
        }
    }

    private static void storeMask(float[] register, long address, int n) {
        for (int i = 0; i < n; i++) {
            Raw.putByte(address + i, (byte) (register[i] != 0 ? 1 : 0));
        }
    }
}
