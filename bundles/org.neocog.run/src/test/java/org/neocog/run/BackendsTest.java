package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.experiment.Precision;
import org.osgi.framework.Constants;

class BackendsTest {
    private final Backends backends = new Backends();

    @BeforeEach
    void install() {
        install("reference", "cpu", 0);
        install("opencl:pocl:0", "cpu", -100);
        install("opencl:nvidia-cuda:0", "gpu", 200);
        install("opencl:nvidia-cuda:1", "gpu", 199);
        install("onednn", "cpu", 100);
    }

    private void install(String name, String device, int ranking) {
        backends.add(
                new ReferenceBackend(),
                Map.of(Backend.NAME, name, Backend.DEVICE, device, Constants.SERVICE_RANKING, ranking),
                "class path");
    }

    private String choose(String... prefer) {
        return backends.choose(List.of(prefer), Precision.FLOAT32)
                .map(Backends.Installed::name)
                .orElse("none");
    }

    @Test
    void takesTheFirstNameThatIsThere() {
        assertEquals("onednn", choose("tpu", "onednn", "reference"));
        assertEquals("opencl:pocl:0", choose("opencl:pocl:0", "onednn"));
        assertEquals("none", choose("tpu"));
    }

    @Test
    void takesTheHighestRankingOfThoseThatAPatternMeans() {
        assertEquals("opencl:nvidia-cuda:0", choose("opencl*"));
        assertEquals("opencl:pocl:0", choose("opencl:pocl:?"));
        assertEquals("opencl:nvidia-cuda:1", choose("*:1"));
        assertEquals("none", choose("open?l"));
    }

    @Test
    void takesOneThatMatchesWhatIsRequired() {
        Backends some = new Backends();
        some.add(
                new ReferenceBackend(),
                Map.of(Backend.NAME, "fast", Backend.DEVICE, "cpu", Backend.VERIFIED, 0.5),
                "class path");
        some.add(
                new ReferenceBackend(),
                Map.of(Backend.NAME, "right", Backend.DEVICE, "cpu", Backend.VERIFIED, 0.99),
                "class path");
        List<String> prefer = List.of("fast", "right");
        Backends verified = some.satisfying(Optional.of("(verified>=0.98)"));
        assertEquals(
                "right",
                verified.choose(prefer, Precision.FLOAT32).orElseThrow().name());
        assertEquals(
                "fast", some.choose(prefer, Precision.FLOAT32).orElseThrow().name());
        Backends none = some.satisfying(Optional.of("(verified>=1)"));
        assertEquals(Optional.empty(), none.choose(prefer, Precision.FLOAT32));
        assertEquals(
                "one of the preferred must match backend.require, but require=(verified>=1); available: [fast verified=0.5,"
                        + " right verified=0.99]. Run neocog verify --backend fast, or change backend.require.",
                some.noneSatisfies(none, prefer, Precision.FLOAT32));
        assertEquals(
                "none matches (neocog.backend.name=tpu); available: [fast, right]. Install a bundle that registers one, or change"
                        + " backend.prefer.",
                some.noneSatisfies(none, List.of("tpu"), Precision.FLOAT32));
    }

    @Test
    void doesNotTakeAProcessorForTheFirstPartOfItsName() {
        assertEquals("opencl:nvidia-cuda:0", choose("opencl", "onednn"));
        Backends without = new Backends();
        without.add(new ReferenceBackend(), Map.of(Backend.NAME, "opencl:pocl:0", Backend.DEVICE, "cpu"), "class path");
        assertEquals(
                List.of(),
                without.choose(List.of("opencl"), Precision.FLOAT32).stream().toList());
        assertEquals(
                "opencl:pocl:0",
                without.choose(List.of("opencl*"), Precision.FLOAT32)
                        .map(Backends.Installed::name)
                        .orElse("none"));
    }
}
