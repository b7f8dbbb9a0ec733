package io.github.onnxferry.parity.bench;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.parity.result.Environment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The processor of this machine.
 *
 * @param name what the maker calls it; empty if the system does not tell
 * @param cores physical cores that this process may use
 */
public record Machine(String name, int cores) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** This machine. Where the system does not tell its cores, every processor counts as one. */
    public static Machine present() {
        int processors = Runtime.getRuntime().availableProcessors();
        try {
            return Files.isReadable(CPUINFO) ? of(Files.readString(CPUINFO), processors) : new Machine("", processors);
        } catch (IOException e) {
            // A system that does not let a process read about its processor does not tell.
            return new Machine("", processors);
        }
    }

    /**
     * A machine as Linux describes it.
     *
     * @param cpuinfo the text of {@code /proc/cpuinfo}: a paragraph a processor, of lines such as {@code core id : 3}
     * @param processors how many processors this process may use
     */
    static Machine of(String cpuinfo, int processors) {
        Set<List<String>> cores = new HashSet<>();
        var name = "";
        for (var paragraph : cpuinfo.split("\n\\s*\n")) {
            var fields = fields(paragraph);
            var core = Optional.ofNullable(fields.get("core id"));
            core.ifPresent(id -> cores.add(List.of(fields.getOrDefault("physical id", ""), id)));
            name = name.isEmpty() ? fields.getOrDefault("model name", "") : name;
        }
        return new Machine(name, cores.isEmpty() ? processors : Math.min(cores.size(), processors));
    }

    private static Map<String, String> fields(String paragraph) {
        Map<String, String> fields = new LinkedHashMap<>();
        paragraph.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        });
        return fields;
    }

    /** How many processes want to run, on average over the last minute; nothing where the system does not tell. */
    static OptionalDouble load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
    }

    /** The facts of an environment, with the versions of the runtimes that were measured. */
    Environment environment(int threads, List<Measurement> measurements) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ONNX Ferry", Version.current());
        measurements.forEach(m -> facts.put(m.contender().text(), m.runtime()));
        facts.put("threads", String.valueOf(threads));
        facts.put("processor", name.isEmpty() ? "unknown" : name);
        facts.put("cores", cores + " physical, " + Runtime.getRuntime().availableProcessors() + " processors");
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        return new Environment(facts);
    }
}
