package org.neocog.backend.onednn;

/** Converts between row-major memory and an array with the batch in the lanes. One task per block and channel. */
final class LaneTransfer extends Kernel {
    private final Buffer memory;
    private final LaneArray array;
    private final boolean in;
    private final int plane;
    private final float[][] rows;

    LaneTransfer(Team team, Buffer memory, LaneArray array, boolean in) {
        super(team, (long) array.blocks() * array.channels, (long) array.height * array.width * array.lanes);
        this.memory = uses(memory);
        this.array = array;
        this.in = in;
        plane = array.height * array.width;
        rows = new float[team.threads()][plane];
    }

    @Override
    public void run(int index, int worker) {
        int block = index / array.channels;
        int channel = index % array.channels;
        float[] row = rows[worker];
        for (int lane = 0; lane < array.examples(block); lane++) {
            long example = (long) block * array.lanes + lane;
            long address = memory.address() + 4L * plane * (example * array.channels + channel);
            int at = array.index(block, channel, 0, 0) + lane;
            if (in) {
                Raw.load(address, row, 0, plane);
                scatter(row, at);
            } else {
                gather(row, at);
                Raw.store(row, 0, address, plane);
            }
        }
    }

    private void scatter(float[] row, int at) {
        float[] data = array.data;
        int lanes = array.lanes;
        for (int h = 0; h < array.height; h++) {
            int target = at + h * array.row;
            int source = h * array.width;
            for (int w = 0; w < array.width; w++) {
                data[target + w * lanes] = row[source + w];
            }
        }
    }

    private void gather(float[] row, int at) {
        float[] data = array.data;
        int lanes = array.lanes;
        for (int h = 0; h < array.height; h++) {
            int source = at + h * array.row;
            int target = h * array.width;
            for (int w = 0; w < array.width; w++) {
                row[target + w] = data[source + w * lanes];
            }
        }
    }
}
