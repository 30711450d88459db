package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Graph;
import org.neocog.graph.Variable;

/**
 * The device memory of a program: variables in flat slabs, constants, and chunks for the values within a step. Slots and gradients of a
 * parameter lie in slabs of their own, each at the offset that the parameter has in its slab. The {@link Stream} owns the buffers.
 */
final class ProgramMemory {
    private record Place(String slab, long offset) {}

    private final Stream stream;
    private final Transfers transfers;
    private final long alignment;
    private final Map<Variable, Place> places = new LinkedHashMap<>();
    private final Map<String, Buffer> slabs = new HashMap<>();
    private final Map<Variable, Buffer> variables = new LinkedHashMap<>();
    private final Set<Buffer> slabSet = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<ConstantData, Buffer> constants = new HashMap<>();
    private final List<cl_mem> chunks = new ArrayList<>();
    private final Inlet inlet;
    private long variableBytes;
    private long constantBytes;
    private long arenaBytes;
    private long version;

    ProgramMemory(Stream stream, Transfers transfers, List<Variable> all, List<Graph> graphs) {
        this.stream = stream;
        this.transfers = transfers;
        alignment = stream.session().device().alignment();
        Map<String, Long> sizes = arrange(all);
        sizes.forEach((name, bytes) -> {
            cl_mem memory = stream.allocate(bytes, "variables (" + name + ")");
            transfers.zero(memory, bytes);
            Buffer slab = Buffer.fixed(memory, bytes);
            variableBytes += bytes;
            slabs.put(name, slab);
            slabSet.add(slab);
        });
        places.forEach((variable, place) -> variables.put(
                variable, slab(place.slab).part(place.offset, variable.type().bytes())));
        long inputBytes = alignment;
        for (Graph graph : graphs) {
            inputBytes = Math.max(
                    inputBytes,
                    graph.inputs().values().stream()
                            .mapToLong(value -> aligned(value.type().bytes()))
                            .sum());
        }
        inlet = Inlet.of(stream, inputBytes);
    }

    private Map<String, Long> arrange(List<Variable> all) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        Map<String, Variable> byName = new HashMap<>();
        all.forEach(variable -> byName.put(variable.name(), variable));
        Map<Variable, Place> found = new HashMap<>();
        for (Variable variable : all) {
            if (owner(variable, byName) == null) {
                String slab = variable.role() == Variable.Role.PARAMETER ? "parameters" : "others";
                long offset = sizes.getOrDefault(slab, 0L);
                found.put(variable, new Place(slab, offset));
                sizes.put(slab, offset + aligned(variable.type().bytes()));
            }
        }
        long parameters = sizes.getOrDefault("parameters", 0L);
        for (Variable variable : all) {
            Variable owner = owner(variable, byName);
            Place place = owner == null ? null : found.get(owner);
            if (owner != null && place != null) {
                String slab = variable.name().substring(owner.name().length());
                found.put(variable, new Place(slab, place.offset));
                sizes.put(slab, parameters);
            }
        }
        all.forEach(variable -> places.put(variable, found.get(variable)));
        return sizes;
    }

    /** The parameter whose slot or gradient a variable is, or null. */
    private static @Nullable Variable owner(Variable variable, Map<String, Variable> byName) {
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

    /** Bytes that a value takes within a slab or the arena. */
    long aligned(long bytes) {
        return Arena.aligned(bytes, alignment);
    }

    private Buffer slab(String name) {
        Buffer slab = slabs.get(name);
        if (slab == null) {
            throw new IllegalStateException("opencl: every slab must be there, but name=" + name + ".");
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
            throw unknown(variable);
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

    /** Whether there is a slab of that name. */
    boolean isSlab(String name) {
        return slabs.containsKey(name);
    }

    /** Where it lies in its slab, in bytes. */
    long offsetOf(Variable variable) {
        return place(variable).offset;
    }

    private Place place(Variable variable) {
        Place place = places.get(variable);
        if (place == null) {
            throw unknown(variable);
        }
        return place;
    }

    private static IllegalArgumentException unknown(Variable variable) {
        return new IllegalArgumentException("opencl: the variable must be one of the program, but variable=" + variable
                + ". Add it to the program's variables.");
    }

    /** A part of a slab. */
    Buffer slabPart(String name, long offset, long bytes) {
        return slab(name).part(offset, bytes);
    }

    // ---- the rest

    /** Where inputs lie, one after the other, each {@link #aligned}. */
    Inlet inlet() {
        return inlet;
    }

    /** A constant, written out. */
    Buffer constant(ConstantData data) {
        return constants.computeIfAbsent(data, key -> {
            cl_mem memory = stream.allocate(data.type().bytes(), "a constant " + data.type());
            transfers.upload(data, memory);
            constantBytes += data.type().bytes();
            return Buffer.fixed(memory, data.type().bytes());
        });
    }

    /** Memory that lasts as long as the program. */
    Buffer lasting(long bytes) {
        constantBytes += bytes;
        return Buffer.fixed(stream.allocate(bytes, "what is computed from variables"), bytes);
    }

    /** Counts how often variables have changed. */
    void changed() {
        version++;
    }

    long version() {
        return version;
    }

    /**
     * Memory that steps share, for all graphs of the program: chunks of at least these sizes.
     *
     * @param graphs for the message if there is not enough
     */
    List<cl_mem> allocateArena(List<Long> sizes, List<String> graphs) {
        for (long bytes : sizes) {
            chunks.add(stream.allocate(bytes, "the values of a step, by graph " + graphs + ","));
            arenaBytes += bytes;
        }
        return chunks;
    }

    long variableBytes() {
        return variableBytes;
    }

    long intermediateBytes() {
        return constantBytes + arenaBytes + inlet.bytes();
    }
}
