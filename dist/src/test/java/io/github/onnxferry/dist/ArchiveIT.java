package io.github.onnxferry.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives without runtimes: what is in them, and what their command does. */
class ArchiveIT {
    private static final String ARCHIVES = Objects.requireNonNull(System.getProperty("archives"));
    private static final String JAVA_HOME = Objects.requireNonNull(System.getProperty("java.home"));
    private static final Path MODEL = Path.of(System.getProperty("onnxferry.root"), "testdata/digits/model.onnx");

    @TempDir
    private static Path folder;

    private static Unpacked unpacked;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        unpacked = Unpacked.of(Path.of(ARCHIVES + ".tar.gz"), folder.resolve("a place with spaces"));
    }

    @Test
    void convertsWithTheJavaOfTheMachineAlsoThroughALink() throws IOException, InterruptedException {
        var link = Files.createSymbolicLink(folder.resolve("link"), unpacked.command());

        var ended = Unpacked.call(link, JAVA_HOME, folder, "convert", MODEL.toString(), "-o", "linked");

        assertThat(ended.text()).contains("wrote linked");
        assertThat(ended.exitCode()).isZero();
        assertThat(folder.resolve("linked/saved_model.pb")).isNotEmptyFile();
    }

    @Test
    void checkSaysWhatToAdd() throws IOException, InterruptedException {
        var saved = folder.resolve("saved");
        Unpacked.call(unpacked.command(), JAVA_HOME, folder, "convert", MODEL.toString(), "-o", saved.toString());

        var ended = Unpacked.call(unpacked.command(), JAVA_HOME, folder, "check", MODEL.toString(), saved.toString());

        assertThat(ended.text()).contains("FERRY-4001", "lib/runtimes/README.md");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(unpacked.home().resolve("lib/runtimes/README.md")).content().contains("linux-arm64");
        assertThat(unpacked.home().resolve("lib/runtimes/pom.xml"))
                .content()
                .contains("<classifier>${native.classifier}</classifier>")
                .doesNotContain("${tensorflow.version}");
    }

    @Test
    void benchAndReduceSayWhatToAdd() throws IOException, InterruptedException {
        var bench = Unpacked.call(unpacked.command(), JAVA_HOME, folder, "bench", MODEL.toString());
        var reduce =
                Unpacked.call(unpacked.command(), JAVA_HOME, folder, "reduce", MODEL.toString(), "--out", "reduced");

        assertThat(List.of(bench, reduce)).allSatisfy(ended -> {
            assertThat(ended.text()).contains("FERRY-4001", "lib/runtimes/README.md");
            assertThat(ended.exitCode()).isEqualTo(4);
        });
    }

    @Test
    void saysThatThereIsNoJava() throws IOException, InterruptedException {
        var ended = Unpacked.call(unpacked.command(), "", folder, "--version");

        assertThat(ended.text()).contains("FERRY-4001", "no Java");
        assertThat(ended.exitCode()).isEqualTo(4);
    }

    @Test
    void bothFormatsHoldTheSameFiles() throws IOException {
        Set<String> unzipped;
        try (var zip = new ZipFile(ARCHIVES + ".zip")) {
            unzipped = zip.stream()
                    .filter(e -> !e.isDirectory())
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        }
        Set<String> untarred;
        var top = Objects.requireNonNull(unpacked.home().getParent());
        try (var files = Files.walk(unpacked.home())) {
            untarred = files.filter(Files::isRegularFile)
                    .map(f -> top.relativize(f).toString().replace(File.separatorChar, '/'))
                    .collect(Collectors.toSet());
        }

        assertThat(untarred).isEqualTo(unzipped);
        assertThat(untarred.stream().map(name -> name.substring(name.indexOf('/') + 1)))
                .contains("bin/ferry", "bin/ferry.bat", "LICENSE", "NOTICE", "README.md", "docs/architecture.md");
    }

    @Test
    void holdsNoRuntimeAndNamesTheLicenceOfEachJar() throws IOException {
        var list = Files.readString(unpacked.home().resolve("licenses/THIRD-PARTY.txt"));

        for (var jar : jars()) {
            var name = jar.getFileName().toString();
            assertThat(name).doesNotContain("onnxruntime", "linux");
            assertThat(jar).satisfies(j -> assertThat(Files.size(j)).isLessThan(5_000_000));
            if (!name.startsWith("onnxferry-")) {
                var artifact = name.replaceFirst("-[0-9].*", "");
                assertThat(list).contains(":" + artifact + ":");
            }
        }
        var texts = new HashSet<String>();
        try (var files = Files.list(unpacked.home().resolve("licenses"))) {
            files.forEach(f -> texts.add(f.getFileName().toString()));
        }
        assertThat(texts).contains("protobuf-java.txt", "jline.txt", "progressbar.txt");
    }

    @Test
    void theModulesOfTheImageAreThoseThatTheJarsNeed() throws IOException {
        var tool = ToolProvider.findFirst("jdeps").orElseThrow();
        var words = new ArrayList<String>(List.of(
                "--multi-release",
                "17",
                "--ignore-missing-deps",
                "--print-module-deps",
                "-cp",
                jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        jars().stream()
                .map(Path::toString)
                .filter(jar -> jar.contains("onnxferry-parity") || jar.contains("onnxferry-cli"))
                .forEach(words::add);
        var out = new StringWriter();

        int code = tool.run(new PrintWriter(out), new PrintWriter(System.err), words.toArray(String[]::new));

        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString().strip().lines().reduce((a, b) -> b)).hasValue(System.getProperty("runtime.modules"));
    }

    private static List<Path> jars() throws IOException {
        try (var files = Files.list(unpacked.home().resolve("lib"))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
