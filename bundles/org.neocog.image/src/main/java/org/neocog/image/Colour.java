package org.neocog.image;

/** What the components of an encoded image stand for. */
public enum Colour {
    /** One channel of brightness. */
    GREY,
    /** Brightness and two colour differences, ITU-R BT.601 in full range. */
    YCBCR,
    /** Red, green, blue. */
    RGB,
    /** Four inks. */
    CMYK,
    /** Brightness, two colour differences, and black. */
    YCCK,
    /** A kind of file whose decoder finds out itself, such as PNG. */
    ANY
}
