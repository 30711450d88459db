package org.neocog.run;

import java.util.List;

/**
 * Images as a network sees them, back on the scale of pixels.
 *
 * @param channels of every image
 * @param images bytes {@code [C, H, W]}, one array each
 * @param labels names of their classes
 */
public record DataPreview(int channels, int height, int width, List<byte[]> images, List<String> labels) {}
