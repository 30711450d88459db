package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jocl.cl_mem;
import org.neocog.backend.testkit.ContractCase;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.tensor.ElementType;

/**
 * The program that {@link OclgrindTest} runs: a few cases of each group of the contract, on the best device that this process is shown, by the kernels for
 * graphics processors and with all chains generated. Prints what was run, and each failure. Arguments: how many cases of each group; or a kernel with a
 * mistake instead, {@code race} or {@code bounds}.
 */
final class SimulatedCases {
    /** The simulator runs one kernel at a time, and ends when it is given two. */
    private static final String AT_ONCE = "executables of several threads at once";

    private static final String MISTAKES = """
            kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1))) void race(global int *a) {
                a[get_global_id(0) / 2] = (int) get_global_id(0);
            }

            kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1))) void bounds(global int *a) {
                a[get_global_id(0) + 1] = 0;
            }
            """;

    private SimulatedCases() {}

    public static void main(String[] args) {
        Device device = OpenClLibrary.devices().get(0);
        System.out.println("device " + device.serviceName());
        if (Character.isDigit(args[0].charAt(0))) {
            runCases(device, Integer.parseInt(args[0]));
        } else {
            runMistake(device, args[0]);
        }
    }

    private static void runCases(Device device, int each) {
        Map<String, Integer> ran = new HashMap<>();
        try (OpenClBackend backend = new OpenClBackend(device, false, 1)) {
            List<ContractCase> cases = new ArrayList<>(ContractCases.all(backend, ContractOptions.standard()));
            cases.removeIf(claim -> claim.name().equals(AT_ONCE));
            Collections.shuffle(cases, new Random(1));
            for (ContractCase claim : cases) {
                if (ran.merge(claim.group(), 1, Integer::sum) <= each) {
                    try {
                        claim.run();
                        System.out.println("holds " + claim);
                    } catch (AssertionError e) {
                        System.out.println("fails " + claim + ": " + e.getMessage());
                    }
                }
            }
        }
    }

    private static void runMistake(Device device, String name) {
        try (Session session = new Session(device, false, null, new Counts());
                Stream stream = new Stream(session)) {
            long bytes = 4L * Session.GROUP_SIZE;
            cl_mem memory = stream.allocate(bytes, "numbers");
            Launch launch = new Launch(
                            stream, stream.generated(MISTAKES, ElementType.FLOAT32), name, ElementType.FLOAT32)
                    .buffer(Buffer.fixed(memory, bytes))
                    .groups(1);
            launch.bind();
            launch.run();
            stream.finish();
        }
    }
}
