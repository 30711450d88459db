package org.neocog.console;

import java.util.Map;

/** Small letters, digits and a few signs as 5 by 7 dots, top row first, five bits a row; capitals are drawn as small letters. */
final class PixelFont {
    static final int COLUMNS = 5;
    static final int ROWS = 7;
    /** From one letter to the next. */
    static final int WIDTH = 6;

    private static final Map<Character, Long> GLYPHS = Map.ofEntries(
            Map.entry('0', 0x3a33ae62eL),
            Map.entry('1', 0x11842108eL),
            Map.entry('2', 0x3a213221fL),
            Map.entry('3', 0x3a213062eL),
            Map.entry('4', 0x08ca97c42L),
            Map.entry('5', 0x7e1e0862eL),
            Map.entry('6', 0x1910f462eL),
            Map.entry('7', 0x7c2222108L),
            Map.entry('8', 0x3a317462eL),
            Map.entry('9', 0x3a317844cL),
            Map.entry('.', 0x00000018cL),
            Map.entry('-', 0x0000f8000L),
            Map.entry('_', 0x00000001fL),
            Map.entry('/', 0x042222210L),
            Map.entry('+', 0x0084f9080L),
            Map.entry(',', 0x000003088L),
            Map.entry(':', 0x018c03180L),
            Map.entry(' ', 0x000000000L),
            Map.entry('=', 0x001f07c00L),
            Map.entry('a', 0x000e0be2fL),
            Map.entry('b', 0x421e8c63eL),
            Map.entry('c', 0x000e8422eL),
            Map.entry('d', 0x042f8c62fL),
            Map.entry('e', 0x000e8fe0eL),
            Map.entry('f', 0x1928e2108L),
            Map.entry('g', 0x01f18bc2eL),
            Map.entry('h', 0x421e8c631L),
            Map.entry('i', 0x100c2108eL),
            Map.entry('j', 0x080610a4cL),
            Map.entry('k', 0x4212a6292L),
            Map.entry('l', 0x30842108eL),
            Map.entry('m', 0x001aad6b5L),
            Map.entry('n', 0x001e8c631L),
            Map.entry('o', 0x000e8c62eL),
            Map.entry('p', 0x001e8fa10L),
            Map.entry('q', 0x000f8bc21L),
            Map.entry('r', 0x0016cc210L),
            Map.entry('s', 0x000f8383eL),
            Map.entry('t', 0x211c42126L),
            Map.entry('u', 0x00118c66dL),
            Map.entry('v', 0x00118c544L),
            Map.entry('w', 0x0011ad6aaL),
            Map.entry('x', 0x001151151L),
            Map.entry('y', 0x00118bc2eL),
            Map.entry('z', 0x001f1111fL));
    private static final long BOX = 0x7fffffffffL;

    private PixelFont() {}

    /** Whether a dot of a letter is drawn; a letter that is not known is a box. */
    static boolean isSet(char letter, int row, int column) {
        long glyph = GLYPHS.getOrDefault(Character.toLowerCase(letter), BOX);
        return (glyph >> ((ROWS - 1 - row) * COLUMNS + COLUMNS - 1 - column) & 1) == 1;
    }
}
