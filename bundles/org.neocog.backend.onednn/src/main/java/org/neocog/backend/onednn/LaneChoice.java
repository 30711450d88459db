package org.neocog.backend.onednn;

import java.util.List;

/**
 * Which of several tiles that give the same bits is to be used now: the first that is known to be fast, and until then one in plain Java.
 *
 * @param <T> the kind of tile
 */
final class LaneChoice<T> {
    private final List<T> tiles;
    private final LaneWarmUp warmUp;
    private final T slow;

    /** @param slow what computes as long as none is fast */
    LaneChoice(LaneWarmUp warmUp, List<T> tiles, T slow) {
        this.warmUp = warmUp;
        this.tiles = tiles;
        this.slow = slow;
    }

    T now() {
        for (int i = 0; i < tiles.size(); i++) {
            if (warmUp.isFast(tiles.get(i))) {
                return tiles.get(i);
            }
        }
        return slow;
    }

    /** Whether nothing fast is there yet: then a compiler needs the processor that a second thread would take. */
    boolean isSlow(T tile) {
        return tile == slow;
    }
}
