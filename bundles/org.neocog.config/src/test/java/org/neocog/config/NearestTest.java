package org.neocog.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KEYS = List.of("learning-rate", "momentum", "path", "sgd", "k");

    @Test
    void forgivesMissingAddedChangedAndSwappedLetters() {
        assertEquals(Optional.of("momentum"), Nearest.of("momentm", KEYS));
        assertEquals(Optional.of("momentum"), Nearest.of("momenttum", KEYS));
        assertEquals(Optional.of("momentum"), Nearest.of("momemtum", KEYS));
        assertEquals(Optional.of("sgd"), Nearest.of("sdg", KEYS));
    }

    @Test
    void doesNotCountCaseAndUnderscores() {
        assertEquals(Optional.of("learning-rate"), Nearest.of("Learning_Rate", KEYS));
    }

    @Test
    void isEmptyWhereNothingIsNear() {
        assertEquals(Optional.empty(), Nearest.of("zebra", KEYS));
        assertEquals(Optional.empty(), Nearest.of("j", KEYS));
        assertEquals(Optional.empty(), Nearest.of("", KEYS));
        assertEquals(Optional.empty(), Nearest.of("momentum", List.of()));
    }

    @Test
    void takesTheNearestAndOfEqualsTheFirst() {
        assertEquals(Optional.of("stride"), Nearest.of("strides", List.of("strike", "stride", "strides2")));
        assertEquals(Optional.of("abcd1"), Nearest.of("abcd", List.of("abcd1", "abcd2")));
    }
}
