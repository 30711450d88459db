package org.neocog.run;

import java.util.List;
import java.util.Map;

/**
 * What is in the data of an experiment, before transforms.
 *
 * @param dataset name of the kind of dataset
 * @param examples that are used; those whose image cannot be decoded count in {@code classes} alone
 * @param classes name of each class and its examples, in the order of labels
 * @param sizes {@code height x width} and how many images have it, the most frequent first
 * @param mean of each channel over all pixels, from 0 to 1
 * @param deviation of each channel over all pixels, from 0 to 1
 * @param duplicates images that are the same, to the pixel, as one before: in this part or, for {@code data.eval}, in {@code data.train}
 * @param duplicatesOfOtherClass those of them with another label
 * @param firstDuplicates some of them, for people
 * @param corrupt images that cannot be decoded
 * @param firstCorrupt some of them, with the reason
 */
public record DataStatistics(
        String dataset,
        String split,
        long examples,
        Map<String, Long> classes,
        Map<String, Long> sizes,
        List<Double> mean,
        List<Double> deviation,
        long duplicates,
        long duplicatesOfOtherClass,
        List<String> firstDuplicates,
        long corrupt,
        List<String> firstCorrupt) {}
