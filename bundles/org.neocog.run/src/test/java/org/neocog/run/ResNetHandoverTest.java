package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.onednn.OneDnnBackend;

/** A measurement, by {@code -Dneocog.test.handover=true}: how long a training of ResNet-50 stands still when its backend is replaced. */
@EnabledIfSystemProperty(named = "neocog.test.handover", matches = "true")
class ResNetHandoverTest {
    @TempDir
    Path folder;

    @Test
    void handsOverResNet50() throws Exception {
        Fixture fixture = new Fixture(folder);
        fixture.addBackend("onednn", new OneDnnBackend());
        fixture.addBackend("twin", new OneDnnBackend());
        Run run = fixture.engine.start(
                fixture.read("""
                        neocog: 1
                        name: resnet50
                        data:
                          train: {dataset: noise, side: 64, batch: 2}
                        model: {architecture: resnet, depth: 50, resolution: 64, classes: 10}
                        optimizer: {type: sgd, learning-rate: 0.01, momentum: 0.9}
                        train: {steps: 100000}
                        checkpoint: {every: {epochs: 100000}}
                        backend: {prefer: [onednn], threads: 2}
                        """), Optional.of(fixture.run("run")), folder, Optional.empty(), RunListener.NONE);
        double worst = 0;
        for (String name : new String[] {"twin", "onednn", "twin", "onednn"}) {
            SwapReport report = run.swap(name).get(120, TimeUnit.SECONDS);
            System.out.println(report.details());
            java.util.Map<?, ?> seconds = (java.util.Map<?, ?>) report.details().get("seconds");
            worst = Math.max(worst, (Double) seconds.get("standStill"));
        }
        run.cancel();
        run.await();
        double most = worst;
        assertTrue(most < 1, () -> "stood still for " + most + " s");
    }
}
