package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** What a run leaves for other programs, read by their own classes. */
class TrackingTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    /** The records of all event files in their order, each checked. */
    private static List<Event> events(Path folder) throws Exception {
        List<Event> events = new ArrayList<>();
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            assertTrue(file.getFileName().toString().contains("tfevents"));
            try (InputStream in = Files.newInputStream(file);
                    DataInputStream data = new DataInputStream(in)) {
                while (data.available() > 0) {
                    byte[] length = data.readNBytes(8);
                    assertChecksum(length, data.readNBytes(4));
                    long size = ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong();
                    byte[] record = data.readNBytes((int) size);
                    assertChecksum(record, data.readNBytes(4));
                    events.add(Event.parseFrom(record));
                }
            }
        }
        return events;
    }

    private static void assertChecksum(byte[] data, byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int rotated = Integer.rotateRight((int) crc.getValue(), 15);
        assertEquals(
                rotated + 0xa282ead8,
                ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private static List<String> scalars(List<Event> events, String tag) {
        List<String> values = new ArrayList<>();
        for (Event event : events) {
            for (Summary.Value value : event.getSummary().getValueList()) {
                if (value.getTag().equals(tag)) {
                    values.add(String.format(Locale.ROOT, "%d %.5f", event.getStep(), value.getSimpleValue()));
                }
            }
        }
        return values;
    }

    private static List<String> rounded(List<String> losses) {
        return losses.stream()
                .map(line -> line.split(" "))
                .map(words -> String.format(Locale.ROOT, "%s %.5f", words[0], (float) Double.parseDouble(words[1])))
                .toList();
    }

    @Test
    void tensorBoardsOwnClassesReadTheEvents() throws Exception {
        fixture.train("a", "+track.tensorboard=true");
        List<Event> events = events(fixture.run("a").resolve("tensorboard"));
        assertEquals("brain.Event:2", events.get(0).getFileVersion());
        assertEquals(rounded(Fixture.losses(fixture.run("a"))), scalars(events, "train/loss"));
        assertEquals(15, scalars(events, "train/learning-rate").size());
        assertEquals(3, scalars(events, "eval/accuracy").size());
        assertTrue(events.get(5).getWallTime() > 1.7e9, "seconds since 1970");
    }

    private static List<Summary.Value> values(List<Event> events, String tag) {
        return events.stream()
                .flatMap(event -> event.getSummary().getValueList().stream())
                .filter(value -> value.getTag().equals(tag))
                .toList();
    }

    @Test
    void tensorBoardsOwnClassesReadHistogramsOfTheWeights() throws Exception {
        fixture.train("a", "+track.tensorboard=true", "+track.histograms=2", "train.epochs=4");
        List<Event> events = events(fixture.run("a").resolve("tensorboard"));
        for (String name : List.of("c1.weight", "c1.bias", "output.weight", "output.bias")) {
            List<Summary.Value> told = values(events, "weights/" + name);
            assertEquals(2, told.size(), "after the second and the fourth of four epochs");
            double[] weights = Fixture.values(fixture.run("a"), 20, name);
            HistogramProto last = told.get(1).getHisto();
            assertEquals(weights.length, last.getNum());
            assertEquals(Arrays.stream(weights).min().orElseThrow(), last.getMin());
            assertEquals(Arrays.stream(weights).max().orElseThrow(), last.getMax());
            assertEquals(Arrays.stream(weights).sum(), last.getSum(), 1e-9);
            assertEquals(Arrays.stream(weights).map(w -> w * w).sum(), last.getSumSquares(), 1e-9);
            assertEquals(last.getBucketLimitCount(), last.getBucketCount());
            double before = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < last.getBucketCount(); i++) {
                double from = before;
                double to = last.getBucketLimit(i);
                assertTrue(to > from);
                assertEquals(
                        Arrays.stream(weights).filter(w -> w >= from && w < to).count(), last.getBucket(i));
                before = to;
            }
        }
        assertEquals(List.of(), values(events, "weights/c1.weight#momentum"), "what the optimizer keeps is none");
    }

    @Test
    void tensorBoardsOwnClassesReadAPictureOfTheFirstFilters() throws Exception {
        fixture.train("a", "+track.tensorboard=true");
        List<Event> events = events(fixture.run("a").resolve("tensorboard"));
        List<Summary.Value> told = values(events, "filters/c1.weight");
        assertEquals(3, told.size(), "after each of three epochs");
        Summary.Image image = told.get(2).getImage();
        BufferedImage picture = ImageIO.read(
                new ByteArrayInputStream(image.getEncodedImageString().toByteArray()));
        int tile = 6 * 5; // filters of 5 x 5, each pixel as 6 x 6
        assertEquals(2 * (tile + 2) + 2, image.getWidth());
        assertEquals(2 * (tile + 2) + 2, image.getHeight());
        assertEquals(1, image.getColorspace());
        assertEquals(image.getWidth(), picture.getWidth());
        assertEquals(image.getHeight(), picture.getHeight());
        double[] weights = Fixture.values(fixture.run("a"), 15, "c1.weight");
        double least = Arrays.stream(weights, 25, 50).min().orElseThrow();
        double greatest = Arrays.stream(weights, 25, 50).max().orElseThrow();
        for (int i = 0; i < 25; i++) {
            int x = 2 + tile + 2 + i % 5 * 6;
            int y = 2 + i / 5 * 6;
            assertEquals(
                    Math.round(255 * (weights[25 + i] - least) / (greatest - least)),
                    picture.getRaster().getSample(x, y, 0),
                    "pixel " + i + " of the second filter");
        }
        assertEquals(255, picture.getRaster().getSample(0, 0, 0), "the gap is white");
    }

    @Test
    void histogramsAreOnlyWrittenIfTheyAreWanted() throws Exception {
        fixture.train("a", "+track.tensorboard=true", "+track.histograms=0", "train.epochs=1");
        List<Event> events = events(fixture.run("a").resolve("tensorboard"));
        assertTrue(events.stream()
                .flatMap(event -> event.getSummary().getValueList().stream())
                .allMatch(value -> value.getValueCase() == Summary.Value.ValueCase.SIMPLE_VALUE));
    }

    @Test
    void aRunWithHistogramsIsTheSameRun() throws Exception {
        fixture.train("a", "train.epochs=2");
        fixture.train("b", "+track.tensorboard=true", "train.epochs=2");
        assertArrayEquals(Fixture.weights(fixture.run("a"), 10), Fixture.weights(fixture.run("b"), 10));
    }

    @Test
    void aResumedRunTellsTensorBoardWhereItGoesOn() throws Exception {
        fixture.train("a", "+track.tensorboard=true", "+train.budget={steps: 7}");
        fixture.engine
                .resume(fixture.run("a"), Optional.empty(), RunListener.NONE)
                .await();
        List<Event> events = events(fixture.run("a").resolve("tensorboard"));
        List<Long> starts = events.stream()
                .filter(event -> event.getSessionLog().getStatus() == SessionLog.SessionStatus.START)
                .map(Event::getStep)
                .toList();
        assertEquals(List.of(1L, 8L), starts.subList(0, 2));
        assertEquals(
                rounded(Fixture.losses(fixture.run("a"))).subList(0, 14),
                scalars(events, "train/loss").subList(0, 14));
    }

    @Test
    void theArrowStreamHasARowForEachStepAndEpoch() throws Exception {
        fixture.train("a", "+track.arrow=true");
        List<String> losses = new ArrayList<>();
        int epochs = 0;
        try (BufferAllocator allocator = NeocogAllocators.root("read", Long.MAX_VALUE);
                InputStream in = Files.newInputStream(fixture.run("a").resolve("metrics/after-00000000.arrows"));
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int row = 0; row < root.getRowCount(); row++) {
                    FieldVector loss = root.getVector("loss");
                    if (loss.isNull(row)) {
                        epochs += root.getVector("evalAccuracy").isNull(row) ? 0 : 1;
                    } else {
                        losses.add(root.getVector("step").getObject(row) + " " + loss.getObject(row));
                    }
                }
            }
        }
        assertEquals(Fixture.losses(fixture.run("a")), losses);
        assertEquals(3, epochs);
    }

    @Test
    void predictionsHoldWhatTheEvaluationSaw() throws Exception {
        fixture.train("a");
        Path file = folder.resolve("p.arrow");
        RunSummary summary = fixture.engine.evaluateRun(
                fixture.run("a"),
                new EvaluationOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        Optional.of(file),
                        List.of(1, 3)),
                RunListener.NONE);
        long errors = 0;
        long rows = 0;
        try (BufferAllocator allocator = NeocogAllocators.root("read", Long.MAX_VALUE);
                FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                BigIntVector index = (BigIntVector) root.getVector("index");
                IntVector label = (IntVector) root.getVector("label");
                IntVector prediction = (IntVector) root.getVector("prediction");
                FixedSizeListVector logits = (FixedSizeListVector) root.getVector("logits");
                for (int row = 0; row < root.getRowCount(); row++) {
                    assertEquals(rows++, index.get(row));
                    errors += label.get(row) == prediction.get(row) ? 0 : 1;
                    Float4Vector values = (Float4Vector) logits.getDataVector();
                    for (int c = 0; c < 10; c++) {
                        assertTrue(values.get(10 * row + c) <= values.get(10 * row + prediction.get(row)));
                    }
                }
            }
        }
        assertEquals(100, rows);
        assertEquals(summary.eval().errors(), errors);
        ClassificationReport report = summary.report();
        assertEquals(summary.eval().accuracy(), report.topK().get(1));
        assertTrue(report.topK().get(3) >= report.topK().get(1));
        assertEquals(
                summary.eval().errors(),
                100
                        - java.util.stream.IntStream.range(0, 10)
                                .mapToLong(c -> report.confusion().get(c).get(c))
                                .sum());
        try (var left = Files.list(folder)) {
            assertTrue(
                    left.noneMatch(path -> path.getFileName().toString().endsWith(".tmp")),
                    "nothing is left beside it");
        }
    }
}
