package org.neocog.itests.osgi;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** The commands in the Gogo shell. */
@InDistribution
class CommandsOsgiTest {
    private static final String SCOPE = CommandProcessor.COMMAND_SCOPE;
    private static final String FUNCTION = CommandProcessor.COMMAND_FUNCTION;

    @TempDir
    Path folder;

    /** What one line prints to standard output; it has nothing to say besides. */
    private static String execute(String line) throws Exception {
        return execute(line, "");
    }

    /** What one line prints to standard output. @param progress what its last words on standard error begin with */
    private static String execute(String line, String progress) throws Exception {
        CommandProcessor processor = InnerFramework.service(CommandProcessor.class);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, err)) {
            session.execute(line);
        }
        List<String> said = err.toString(StandardCharsets.UTF_8).lines().toList();
        String last = said.isEmpty() ? "" : said.get(said.size() - 1);
        assertTrue(progress.isEmpty() ? said.isEmpty() : last.startsWith(progress), () -> line + ": " + said);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void verbsAreCommandsOfTheScopeNeocog() throws Exception {
        ServiceReference<?>[] references =
                InnerFramework.context().getAllServiceReferences(null, "(" + SCOPE + "=neocog)");
        assertNotNull(references, "services with " + SCOPE + "=neocog");
        Set<String> verbs = new TreeSet<>();
        for (ServiceReference<?> reference : references) {
            verbs.addAll(List.of((String[]) reference.getProperty(FUNCTION)));
        }
        assertTrue(verbs.containsAll(Set.of("run", "resume", "eval", "plan", "list", "find")), verbs::toString);
    }

    @Test
    void listsBackendsAsJson() throws Exception {
        String out = execute("neocog:list backends --json");
        assertTrue(JsonParser.parseString(out).toString().contains("\"reference\""), out);
    }

    @Test
    void listsLayersForPeople() throws Exception {
        Set<String> words = execute("neocog:list layers")
                .lines()
                .map(line -> line.strip().split("\\s+")[0])
                .collect(toCollection(TreeSet::new));
        assertTrue(words.containsAll(Set.of("conv2d", "dense", "tanh")), words::toString);
    }

    @Test
    void findsALearningRateAndABatchSize() throws Exception {
        Path config = new DigitsTraining(folder).write();
        JsonObject rate = JsonParser.parseString(
                        execute("neocog:find learning-rate '" + config + "' --from 1e-4 --steps 40 --json", "step "))
                .getAsJsonObject();
        double steepest = rate.getAsJsonObject("learningRate").get("steepest").getAsDouble();
        assertTrue(steepest > 1e-3 && steepest < 1, rate::toString);
        JsonObject sizes = JsonParser.parseString(
                        execute("neocog:find batch-size '" + config + "' --largest 8 --seconds 0 --json", "batch "))
                .getAsJsonObject();
        assertEquals(8, sizes.getAsJsonObject("batch").get("largest").getAsInt());
    }

    @Test
    void plansAnExperiment() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Path config = training.write();
        JsonObject plan = JsonParser.parseString(execute("neocog:plan '" + config + "' --json"))
                .getAsJsonObject();
        assertEquals(61_706, plan.get("parameters").getAsLong());
        for (JsonElement layer : plan.getAsJsonArray("layers")) {
            assertTrue(layer.getAsJsonObject().has("output"), layer::toString);
        }
    }
}
