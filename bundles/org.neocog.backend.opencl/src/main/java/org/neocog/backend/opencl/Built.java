package org.neocog.backend.opencl;

import org.jocl.cl_program;

/** A program that is built, and how many use it. Belongs to its {@link Session}, which guards the count. */
final class Built {
    final String key;
    final cl_program program;
    final boolean stays;
    int users;

    Built(String key, cl_program program, boolean stays) {
        this.key = key;
        this.program = program;
        this.stays = stays;
    }
}
