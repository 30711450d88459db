package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;
import org.neocog.run.RunException;

/** Words, exit codes, and that each kind of output goes where it belongs. */
class PicocliCommandLineTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() throws IOException {
        bench = new Bench(folder);
    }

    @Test
    void anUnknownCommandExits2AndNamesTheNearest() {
        assertEquals(2, bench.execute("lsit"));
        assertEquals("", bench.out());
        assertEquals("neocog: there is no command \"lsit\"; did you mean \"list\"?\n", bench.err());
    }

    @Test
    void noCommandExits2() {
        assertEquals(2, bench.execute());
        assertEquals("neocog: a command must be given. neocog help lists them.\n", bench.err());
    }

    @Test
    void anUnknownOptionExits2() {
        assertEquals(2, bench.execute("run", "small.yaml", "--sped"));
        assertTrue(bench.err().contains("'--sped'"), bench.err());
        assertTrue(bench.err().contains("neocog run --help"), bench.err());
    }

    @Test
    void aMissingWordExits2() {
        assertEquals(2, bench.execute("run"));
        assertEquals("neocog: Missing required parameter: 'CONFIG'. Usage: neocog run --help\n", bench.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "help",
                "run --help",
                "help run",
                "--version",
                "help config",
                "help optimizer sgd",
                "help optimizer"
            })
    void helpExits0AndGoesToStandardOutput(String words) throws IOException {
        assertEquals(0, bench.execute(words.split(" ")));
        assertTrue(bench.out().length() > 5 && bench.err().isEmpty(), bench.out() + bench.err());
        Bench again = new Bench(folder);
        assertEquals(0, again.execute((words + " --json").split(" ")));
        assertTrue(again.json().size() > 0);
    }

    @Test
    void printsTheVersion() {
        bench.execute("--version");
        assertEquals("neocog 9.8.7\n", bench.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list backends",
                "plan small.yaml",
                "run small.yaml",
                "resume r",
                "eval small.yaml",
                "run",
                "nonsense",
                "--nonsense",
                "run absent.yaml",
                "help nonsense",
                "help optimizer sdg",
                "shell",
                "list nonsense"
            })
    void withJsonThereIsOneDocumentWhateverHappens(String words) throws IOException {
        int code = bench.execute((words + " --json").split(" "));
        JsonObject json = bench.json();
        assertEquals(code != 0, json.has("error"), bench.out());
        if (code != 0) {
            assertEquals(code, json.getAsJsonObject("error").get("exitCode").getAsInt());
        }
    }

    @Test
    void jsonMayStandBeforeTheCommand() throws IOException {
        assertEquals(0, bench.execute("--json", "list", "backends"));
        assertEquals(2, bench.json().getAsJsonArray("backends").size());
    }

    @Test
    void configProblemsExit2WithTheirPlaces() throws IOException {
        bench.engine.failure = new ConfigException(List.of(
                new Problem(new Location("a.yaml", 3, 7), "unknown key \"x\"."),
                new Problem(Location.NONE, "no data.")));
        assertEquals(2, bench.execute("plan", "small.yaml", "--json"));
        assertEquals("a.yaml:3:7: unknown key \"x\".\nno data.\n", bench.err());
        var problems = bench.json().getAsJsonObject("error").getAsJsonArray("problems");
        assertEquals(
                "[{\"file\":\"a.yaml\",\"line\":3,\"column\":7,\"message\":\"unknown key \\\"x\\\".\"},"
                        + "{\"file\":null,\"line\":null,\"column\":null,\"message\":\"no data.\"}]",
                problems.toString());
    }

    @Test
    void aFailedRunExits3() throws IOException {
        bench.engine.failure = new RunException("disk: must have space, but is full.");
        assertEquals(3, bench.execute("run", "small.yaml", "--json"));
        assertEquals("disk: must have space, but is full.\n", bench.err());
        assertEquals(
                "disk: must have space, but is full.",
                bench.json().getAsJsonObject("error").get("message").getAsString());
    }

    @Test
    void aDefectExits3AndSaysThatItIsOne() {
        bench.engine.failure = new IllegalStateException("oops");
        assertEquals(3, bench.execute("plan", "small.yaml"));
        assertTrue(bench.err().contains("oops") && bench.err().contains("defect"), bench.err());
    }

    @Test
    void theShellWritesToStandardOutput() {
        assertEquals(0, bench.execute("shell"));
        assertEquals("shell\n", bench.out());
    }

    @Test
    void gogoPassesItsWordsOn() {
        List<String> seen = new java.util.ArrayList<>();
        GogoCommands gogo = new GogoCommands(new CommandLine() {
            @Override
            public int execute(
                    String[] arguments, java.io.PrintStream out, java.io.PrintStream err, Path workingDirectory) {
                seen.add(String.join(" ", arguments));
                return 0;
            }

            @Override
            public boolean interrupt() {
                return false;
            }
        });
        gogo.run("a.yaml", "--json");
        gogo.resume("r");
        gogo.eval("r");
        gogo.plan("a.yaml");
        gogo.list();
        gogo.help("run");
        assertEquals(List.of("run a.yaml --json", "resume r", "eval r", "plan a.yaml", "list", "help run"), seen);
    }
}
