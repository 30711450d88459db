package org.neocog.backend.onednn;

import org.neocog.tensor.Philox;

/** Uniform numbers, block by block of four. */
final class RandomKernel extends Kernel {
    private static final int PIECE = 1024;

    private final int site;
    private final long size;
    private final Buffer state;
    private final Buffer y;
    private final int[][] words;

    RandomKernel(Team team, int site, Operand state, Operand y) {
        super(team, (y.size() + PIECE - 1) / PIECE, 6 * PIECE);
        this.site = site;
        size = y.size();
        this.state = uses(state.buffer());
        this.y = uses(y.buffer());
        words = new int[team.threads()][4];
    }

    @Override
    public void run(int index, int worker) {
        long seed = Raw.getLong(state.address());
        long step = Raw.getLong(state.address() + 8);
        long high = (long) site << 32 | (step & 0xffffffffL);
        int[] block = words[worker];
        long end = Math.min(size, (index + 1L) * PIECE);
        for (long i = (long) index * PIECE; i < end; i++) {
            if (i % 4 == 0) {
                Philox.block(seed, i / 4, high, block);
            }
            Raw.putFloat(y.address() + 4 * i, Philox.toUnitFloat(block[(int) (i % 4)]));
        }
    }
}
