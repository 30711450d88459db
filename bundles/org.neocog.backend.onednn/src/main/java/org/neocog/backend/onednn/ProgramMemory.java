package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;

/**
 * The native memory of a program: variables in flat slabs, constants, and one arena for the values within a step. Slots and gradients of a
 * parameter lie in slabs of their own, each at the offset that the parameter has in its slab.
 */
final class ProgramMemory implements AutoCloseable {
    private record Place(String slab, long offset) {}

    private final BufferAllocator allocator;
    private final List<ArrowBuf> owned = new ArrayList<>();
    private final Map<Variable, Place> places = new LinkedHashMap<>();
    private final Map<String, Buffer> slabs = new HashMap<>();
    private final Map<Variable, Buffer> variables = new LinkedHashMap<>();
    private final Set<Buffer> slabSet = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<ConstantData, Buffer> constants = new HashMap<>();
    private long variableBytes;
    private long constantBytes;
    private long arenaBytes;
    private final Buffer lasting = Buffer.growing();
    private long lastingBytes;
    private long version;

    ProgramMemory(BufferAllocator allocator, List<Variable> all) {
        this.allocator = allocator;
        try {
            Map<String, Long> sizes = arrange(all);
            sizes.forEach((slab, bytes) -> {
                Buffer buffer = allocate(bytes);
                variableBytes += bytes;
                slabs.put(slab, buffer);
                slabSet.add(buffer);
            });
            places.forEach((variable, place) -> variables.put(
                    variable,
                    slab(place.slab).part(place.offset, variable.type().bytes())));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Map<String, Long> arrange(List<Variable> all) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        Map<String, Variable> byName = new HashMap<>();
        all.forEach(variable -> byName.put(variable.name(), variable));
        for (Variable variable : all) {
            Variable owner = owner(variable, byName);
            if (owner == null) {
                String slab = variable.role() == Variable.Role.PARAMETER ? "parameters" : "others";
                long offset = sizes.getOrDefault(slab, 0L);
                places.put(variable, new Place(slab, offset));
                sizes.put(slab, offset + Arena.aligned(variable.type().bytes()));
            }
        }
        long parameters = sizes.getOrDefault("parameters", 0L);
        for (Variable variable : all) {
            Variable owner = owner(variable, byName);
            Place place = owner == null ? null : places.get(owner);
            if (owner != null && place != null) {
                String slab = variable.name().substring(owner.name().length());
                places.put(variable, new Place(slab, place.offset));
                sizes.put(slab, parameters);
            }
        }
        Map<Variable, Place> inOrder = new LinkedHashMap<>();
        all.forEach(variable -> inOrder.put(variable, places.get(variable)));
        places.clear();
        places.putAll(inOrder);
        return sizes;
    }

    /** The parameter whose slot or gradient a variable is, or null. */
    private static @org.jspecify.annotations.Nullable Variable owner(Variable variable, Map<String, Variable> byName) {
        int mark = variable.name().lastIndexOf('#');
        if (mark < 0 || variable.role() == Variable.Role.PARAMETER) {
            return null;
        }
        Variable owner = byName.get(variable.name().substring(0, mark));
        boolean belongs = owner != null
                && owner.role() == Variable.Role.PARAMETER
                && owner.type().equals(variable.type());
        return belongs ? owner : null;
    }

    private Buffer allocate(long bytes) {
        long address = allocateUnset(bytes);
        Raw.zero(address, bytes);
        return Buffer.fixed(address, bytes);
    }

    /** Memory that holds anything: it takes no place in the machine until it is written. */
    private long allocateUnset(long bytes) {
        ArrowBuf memory = allocator.buffer(Math.max(Arena.aligned(bytes), 1));
        owned.add(memory);
        return memory.memoryAddress();
    }

    private Buffer slab(String name) {
        Buffer slab = slabs.get(name);
        if (slab == null) {
            throw new IllegalStateException("onednn: every slab must be there, but name=" + name + ".");
        }
        return slab;
    }

    // ---- variables

    Map<Variable, Buffer> variables() {
        return Collections.unmodifiableMap(variables);
    }

    Buffer variable(Variable variable) {
        Buffer buffer = variables.get(variable);
        if (buffer == null) {
            throw new IllegalArgumentException("onednn: the variable must be one of the program, but variable="
                    + variable + ". Add it to the program's variables.");
        }
        return buffer;
    }

    /** Whether the buffer is, or lies within, a variable. */
    boolean isVariable(Buffer buffer) {
        return slabSet.contains(buffer.root());
    }

    /** Name of the slab that the variable lies in. */
    String slabOf(Variable variable) {
        return place(variable).slab;
    }

    /** Where it lies in its slab, in bytes. */
    long offsetOf(Variable variable) {
        return place(variable).offset;
    }

    private Place place(Variable variable) {
        Place place = places.get(variable);
        if (place == null) {
            throw new IllegalArgumentException("onednn: the variable must be one of the program, but variable="
                    + variable + ". Add it to the program's variables.");
        }
        return place;
    }

    /** A part of a slab. */
    Buffer slabPart(String name, long offset, long bytes) {
        return slab(name).part(offset, bytes);
    }

    // ---- the rest

    /** A constant, written out. */
    Buffer constant(ConstantData data) {
        Buffer known = constants.get(data);
        if (known != null) {
            return known;
        }
        long size = data.type().size();
        ElementType element = data.type().element();
        Buffer buffer = allocate(Math.max(1, data.type().bytes()));
        constantBytes += data.type().bytes();
        if (data.isSplat()) {
            Raw.fill(buffer.address(), size, element.bytes(), ShapeLowering.bits(element, data.get(0)));
        } else {
            for (long i = 0; i < size; i++) {
                Raw.put(
                        buffer.address() + i * element.bytes(),
                        element.bytes(),
                        ShapeLowering.bits(element, data.get(i)));
            }
        }
        constants.put(data, buffer);
        return buffer;
    }

    /**
     * Memory that lasts as long as the program, to be written before it is read, until {@link #allocateLasting}. It lies in one piece, in the order in which
     * it was asked for: large pages cover all of it so.
     */
    Buffer lasting(long bytes) {
        Buffer part = lasting.part(lastingBytes, bytes);
        lastingBytes += Arena.aligned(Math.max(bytes, 1));
        return part;
    }

    /** Gives what lasts its place. */
    void allocateLasting() {
        if (lastingBytes > 0) {
            constantBytes += lastingBytes;
            lasting.place(allocateUnset(lastingBytes));
        }
    }

    /** Counts memory of the program that is on the heap. */
    void countHeap(long bytes) {
        constantBytes += bytes;
    }

    /** Counts how often variables have changed. */
    void changed() {
        version++;
    }

    long version() {
        return version;
    }

    /** Memory that steps share, for all graphs of the program. */
    long allocateArena(long bytes) {
        arenaBytes += bytes;
        return allocateUnset(bytes);
    }

    long variableBytes() {
        return variableBytes;
    }

    long intermediateBytes() {
        return constantBytes + arenaBytes;
    }

    @Override
    public void close() {
        owned.forEach(ArrowBuf::close);
        owned.clear();
    }
}
