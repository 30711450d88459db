package org.neocog.console;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Letters of 3 x 5 pixels, for pictures that must not depend on the fonts of a machine. Lower case looks like upper case. */
final class TinyFont {
    static final int WIDTH = 3;
    static final int HEIGHT = 5;

    /** A letter and its five rows from the top, an octal digit each, whose bits are the pixels from the left. */
    private static final String GLYPHS =
            "A25755 B65656 C34443 D65556 E74647 F74644 G34553 H55755 I72227 J11152 K55655 L44447"
                    + " M57755 N65555 O25552 P65644 Q25573 R65655 S34216 T72222 U55557 V55522 W55775 X55255 Y55222 Z71247"
                    + " 075557 126227 261247 361216 455711 574616 634757 771122 875757 975716"
                    + " -00700 _00007 .00002 /11244 ,00024 '22000 (12221 )42224 +02720 :02020 %51245";

    private static final Map<Character, String> ROWS = new TreeMap<>();

    static {
        for (String glyph : GLYPHS.split(" ")) {
            ROWS.put(glyph.charAt(0), glyph.substring(1));
        }
    }

    private TinyFont() {}

    /** Whether a pixel of a letter is set; of one that is not known a frame is. */
    static boolean isSet(char letter, int row, int column) {
        if (letter == ' ') {
            return false;
        }
        String rows = ROWS.getOrDefault(
                String.valueOf(letter).toUpperCase(Locale.ROOT).charAt(0), "75557");
        return (rows.charAt(row) - '0' >> WIDTH - 1 - column & 1) != 0;
    }
}
