package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "61706,61 706", "1234567,1 234 567"})
    void countsHaveGroupsOfThree(long value, String text) {
        assertEquals(text, Numbers.count(value));
    }

    @ParameterizedTest
    @CsvSource({"0,0.0000", "0.5,0.5000", "0.0001234,1.23e-04", "NaN,nan", "Infinity,nan"})
    void lossesKeepTheirDigits(double value, String text) {
        assertEquals(text, Numbers.loss(value));
    }

    @ParameterizedTest
    @CsvSource({"8.34,8.3 s", "9.99,10.0 s", "10,0:10", "125,2:05", "3599.6,1:00:00", "3725,1:02:05", "NaN,?"})
    void timesAreShort(double seconds, String text) {
        assertEquals(text, Numbers.time(seconds));
    }

    @ParameterizedTest
    @CsvSource({"40,40 B", "1536,1.5 KiB", "3221225472,3.0 GiB"})
    void bytesHaveUnits(long bytes, String text) {
        assertEquals(text, Numbers.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0.05,0.05", "0.0005,0.0005", "1,1", "0,0", "NaN,nan", "1e-12,1.0E-12"})
    void ratesAreShort(double value, String text) {
        assertEquals(text, Numbers.plain(value));
    }
}
