package org.neocog.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.run.EpochReport;
import org.neocog.run.Progress;
import org.neocog.run.RunInfo;
import org.neocog.run.RunState;

class ProgressTest {
    private static final Progress HALF = new Progress("train", 3, 12, 469, 938, 0.1234, 1432.4, 0, 151);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(int columns) throws IOException {
        PrintStream stream = new PrintStream(err, true, UTF_8);
        return new Console(new Bench(folder), new RunAttendant(), stream, stream, folder, columns);
    }

    @Test
    void theBarShowsPlaceShareSpeedLossAndTimeLeft() {
        assertEquals(
                "epoch 3/12, step 469/938 [===============               ] 50 %  1432 images/s  loss 0.1234  2:31 left",
                ProgressBar.drawing(HALF, 120));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 60, 79, 80, 99, 100, 119, 200})
    void theBarNeverWrapsTheLine(int width) {
        assertTrue(ProgressBar.drawing(HALF, width).length() <= width);
        assertTrue(ProgressBar.drawing(
                                new Progress("eval", 0, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN), width)
                        .length()
                <= width);
    }

    @Test
    void anEpochsLineTakesThePlaceOfTheBar() throws IOException {
        ProgressReport report = ProgressReport.on(console(80));
        report.progressed(HALF);
        report.epochFinished(new EpochReport(3, 12, 0.1, FakeEngine.METRICS, null, 0.0005, 1400, 0.336, 42));
        String text = err.toString(UTF_8);
        assertTrue(
                text.endsWith("\r"
                        + "\u001b[Kepoch  3/12  loss 0.1000  eval loss 0.2500  accuracy 0.9000  rate 0.0005  1400"
                        + " images/s  0:42  input-bound: 34 % of step time\n"),
                text);
    }

    @Test
    void withoutATerminalThereAreLinesNowAndThen() throws IOException {
        AtomicLong time = new AtomicLong();
        ProgressLines report = new ProgressLines(console(0), time::get);
        for (int second = 0; second <= 65; second++) {
            time.set(second * 1_000_000_000L);
            report.progressed(HALF);
        }
        String line = "epoch 3/12, step 469/938  1432 images/s  loss 0.1234  2:31 left\n";
        assertEquals(line + line, err.toString(UTF_8));
    }

    @Test
    void saysWhatRunsAndWhatItWaitsFor() throws IOException {
        ProgressReport report = ProgressReport.on(console(0));
        report.started(
                new RunInfo(folder.resolve("runs/x"), "small", "reference", "Some CPU", 61706, 2, 100, 60000, 10000));
        report.stateChanged(RunState.WAITING, "no backend is there");
        report.stateChanged(RunState.RUNNING, "");
        assertEquals("""
                small on reference (Some CPU): 61 706 parameters, 60 000 training and 10 000 evaluation examples
                run folder runs/x, going on after step 100
                waiting: no backend is there
                """, err.toString(UTF_8));
    }

    @Test
    void saysWhatIsEvaluated() throws IOException {
        ProgressReport report = ProgressReport.on(console(0));
        report.started(new RunInfo(folder.resolve("runs/x"), "small", "reference", "Some CPU", 61706, 0, 94, 0, 1000));
        assertEquals("""
                small on reference (Some CPU): 61 706 parameters, 1 000 evaluation examples
                run folder runs/x, after step 94
                """, err.toString(UTF_8));
    }
}
