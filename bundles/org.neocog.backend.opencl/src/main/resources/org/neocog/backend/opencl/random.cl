// Philox 4x32-10: the numbers of RandomUniform, bit for bit. state: seed and step. n.v[0]: elements; [1]: site.
__kernel SIZED void uniform(__global const long *restrict state, __global T *restrict y, const Numbers n) {
    const ulong key = (ulong)state[0];
    const uint step = (uint)state[1];
    const int size = n.v[0];
    FOR(block, (size + 3) / 4) {
        uint c0 = (uint)block, c1 = 0, c2 = step, c3 = (uint)n.v[1];
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++) {
            const ulong p0 = (ulong)0xD2511F53u * c0;
            const ulong p1 = (ulong)0xCD9E8D57u * c2;
            const uint n0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            const uint n2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c1 = (uint)p1;
            c3 = (uint)p0;
            c0 = n0;
            c2 = n2;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        const uint words[4] = {c0, c1, c2, c3};
        for (int i = 0; i < 4 && block * 4 + i < size; i++) y[block * 4 + i] = (T)(words[i] >> 8) * (T)0x1.0p-24f;
    }
}
