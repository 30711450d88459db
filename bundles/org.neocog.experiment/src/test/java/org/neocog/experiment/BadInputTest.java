package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() {
        bench = new Bench(folder);
    }

    @Test
    void refusesAnUnknownKey() {
        bench.lenet("learning-rate: 0.05", "learning-rate: 0.05, learning_rate: 1");
        assertEquals("x.yaml:10:45: unknown key \"learning_rate\"; did you mean \"learning-rate\"?", bench.problems());
    }

    @Test
    void refusesAnUnknownSection() {
        bench.lenet("checkpoint:", "checkpiont:");
        assertEquals("x.yaml:13:1: unknown key \"checkpiont\"; did you mean \"checkpoint\"?", bench.problems());
    }

    /** Both sections hold the list by reference: the problem is one, and neither section can be read. */
    @Test
    void refusesAListThatTwoSectionsShareOnce() {
        bench.lenet("{pad: 2}", "{type}");
        assertEquals("x.yaml:6:29: type must be the name of a transform, but is empty.", bench.problems());
    }

    @Test
    void refusesAWrongType() {
        bench.lenet("seed: 7", "seed: abc");
        assertEquals("x.yaml:3:7: seed must be an integer, but is the text \"abc\".", bench.problems());
    }

    @Test
    void refusesANumberOutOfRange() {
        bench.lenet("batch: 64", "batch: 0");
        assertEquals("x.yaml:5:85: batch must be at least 1, but batch=0.", bench.problems());
    }

    @Test
    void refusesASeedThatJsonCannotHold() {
        bench.lenet("seed: 7", "seed: 9007199254740992");
        assertEquals("x.yaml:3:7: seed must be at most 9007199254740991, but seed=9007199254740992.", bench.problems());
    }

    @Test
    void refusesAMissingKey() {
        bench.lenet("{dataset: mnist, path: \"${env:MNIST_DIR,data/mnist}\", split: train", "{path: x, split: train");
        assertEquals("x.yaml:5:10: missing key \"dataset\" in data.train.", bench.problems());
    }

    @Test
    void refusesAServiceThatNoBundleOffers() {
        bench.lenet("type: sgd", "type: sdg");
        assertEquals(
                "x.yaml:10:19: optimizer \"sdg\" is not offered by any installed bundle; available: [sgd]. Did you mean"
                        + " \"sgd\"? Install a bundle that offers it, or change optimizer.type.",
                bench.problems());
    }

    @Test
    void refusesAnArchitectureAScheduleATransformAndADatasetThatNoBundleOffers() {
        bench.file(
                "x.yaml",
                Bench.LENET
                        .replace("architecture: lenet5", "architecture: lenet")
                        .replace("{type: multistep, milestones: [8, 11], gamma: 0.1}", "cosine")
                        .replace("{pad: 2}", "{bad: 2}")
                        .replace("eval:  {dataset: mnist", "eval:  {dataset: cifar10"));
        assertEquals("""
                x.yaml:6:25: transform "bad" is not offered by any installed bundle; available: [normalize, pad]. Did you mean "pad"? Install a bundle that offers it, or change data.train.transforms.0.
                x.yaml:6:25: transform "bad" is not offered by any installed bundle; available: [normalize, pad]. Did you mean "pad"? Install a bundle that offers it, or change data.eval.transforms.0.
                x.yaml:7:20: dataset "cifar10" is not offered by any installed bundle; available: [mnist]. Install a bundle that offers it, or change data.eval.dataset.
                x.yaml:8:23: architecture "lenet" is not offered by any installed bundle; available: [lenet5]. Did you mean "lenet5"? Install a bundle that offers it, or change model.architecture.
                x.yaml:11:11: schedule "cosine" is not offered by any installed bundle; available: [constant, multistep]. Install a bundle that offers it, or change schedule.type.""", bench.problems());
    }

    @Test
    void tellsAllProblemsAtOnceInOrderOfPlace() {
        bench.file("x.yaml", """
                neocog: 1
                seed: abc
                data:
                  train: {dataset: mnist, path: "${env:NOT_SET}", batch: 0, shufle: true}
                  eval: {dataset: mnist, path: "${data.trian.path}"}
                model: {architecture: lenet5, layers: []}
                optimizer: {type: sgd, momentum: 1}
                train: {epochs: 1, steps: 2, precision: float16}
                backend: {prefer: []}
                """);
        assertEquals("""
                -s chekpoint.keep=1: unknown key "chekpoint"; did you mean "checkpoint"?
                -s ~nothing: there is no key "nothing" to remove; keys: neocog, seed, data, model, optimizer, train, backend, chekpoint.
                x.yaml:2:7: seed must be an integer, but is the text "abc".
                x.yaml:4:33: ${env:NOT_SET} has no value: the environment variable NOT_SET is not set. Set it, or write ${env:NOT_SET,DEFAULT}.
                x.yaml:4:58: batch must be at least 1, but batch=0.
                x.yaml:4:61: unknown key "shufle"; did you mean "shuffle"?
                x.yaml:5:32: ${data.trian.path} leads nowhere: there is no key "trian" in data; did you mean "train"?
                x.yaml:6:31: model must have either architecture or layers, but has both.
                x.yaml:7:12: missing key "learning-rate" in optimizer.
                x.yaml:7:34: momentum must be below 1, but momentum=1.
                x.yaml:8:41: precision must be one of [float32, float64, bfloat16], but precision=float16. Did you mean "bfloat16"?
                x.yaml:9:19: prefer must have at least 1 element, but prefer=[].""", bench.problems("chekpoint.keep=1", "~nothing"));
    }

    @Test
    void refusesTwoLengthsOfATraining() {
        bench.lenet("epochs: 12,", "epochs: 12, steps: 3,");
        assertEquals(
                "x.yaml:12:17: exactly one of epochs and steps must be given, but epochs=12, steps=3. [span]",
                bench.problems());
    }

    @Test
    void refusesATrainingWithoutLength() {
        bench.lenet("epochs: 12, ", "");
        assertEquals(
                "x.yaml:12:8: exactly one of epochs and steps must be given, but epochs=absent, steps=absent. [span]",
                bench.problems());
    }

    @Test
    void refusesAnotherFormat() {
        bench.file("x.yaml", "neocog: 2\nother: keys\n");
        assertEquals(
                "x.yaml:1:9: neocog must be 1, but neocog=2. This program reads format 1 only; use one that reads format 2.",
                bench.problems());
    }

    @Test
    void refusesAConfigWithoutFormat() {
        bench.lenet("neocog: 1\n", "");
        assertEquals("x.yaml:1:1: missing key \"neocog\".", bench.problems());
    }

    @Test
    void refusesAModelWithoutNetwork() {
        bench.lenet("model: {architecture: lenet5}", "model: {variant: modern}");
        assertEquals("x.yaml:8:8: missing key \"architecture\" or \"layers\" in model.", bench.problems());
    }

    @Test
    void refusesANameThatCannotBeAFolder() {
        bench.lenet("name: lenet5-mnist", "name: ../up");
        assertEquals(
                "x.yaml:2:7: name must be letters, digits, \".\", \"_\" and \"-\", and begin with a letter or digit, but name=../up.",
                bench.problems());
    }

    @Test
    void refusesAFileThatIsNotThere() {
        bench.file("y.yaml", "");
        assertEquals(
                "x.yaml: there is no such config file; looked for x.yaml. Did you mean \"y.yaml\"?", bench.problems());
    }

    @Test
    void refusesAFileThatIsNotText() throws IOException {
        Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals("x.yaml: a config must be UTF-8 text, but x.yaml is not.", bench.problems());
    }

    @Test
    void refusesAFolder() throws IOException {
        Files.createDirectory(folder.resolve("x.yaml"));
        assertTrue(bench.problems().startsWith("x.yaml: the config file x.yaml cannot be read: java.io.IOException"));
    }

    @Test
    void refusesAnEmptyFile() {
        assertEquals(
                "x.yaml:1:1: a config must be a mapping, but is empty.",
                bench.file("x.yaml", "").problems());
        assertEquals(
                "x.yaml:1:1: a config must be a mapping, but is \"[1]\".",
                bench.file("x.yaml", "[1]").problems());
    }
}
