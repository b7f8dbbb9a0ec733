package io.github.onnxferry.parity.reduce;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A reduction for programs, as JSON of the schema {@code onnxferry.reduction/1}. */
public final class ReductionReport {
    /** Name and version of the schema. */
    public static final String SCHEMA = "onnxferry.reduction/1";

    private ReductionReport() {}

    /**
     * Writes a report into a file.
     *
     * @param reduction nothing if the model does not fail
     */
    public static void write(Path file, Optional<Reduction> reduction) throws IOException {
        var mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        var root = mapper.createObjectNode().put("schema", SCHEMA).put("fails", reduction.isPresent());
        reduction.ifPresent(r -> add(root, r));
        mapper.writeValue(file.toFile(), root);
    }

    private static void add(ObjectNode root, Reduction reduction) {
        root.put("source", reduction.source())
                .put("kind", reduction.failure().kind().text())
                .put("stage", reduction.failure().stage())
                .put("nodesBefore", reduction.nodesBefore())
                .put("nodesAfter", reduction.nodesAfter())
                .put("trials", reduction.trials())
                .put("complete", reduction.complete())
                .put("seconds", Math.round(reduction.seconds() * 1e3) / 1e3);
        var problems = root.putArray("problems");
        reduction
                .failure()
                .problems()
                .forEach(p -> problems.addObject()
                        .put("code", p.code().id())
                        .put("where", p.where())
                        .put("message", p.what()));
        var nodes = root.putArray("nodes");
        reduction
                .model()
                .graph()
                .nodes()
                .forEach(n -> nodes.addObject()
                        .put("name", n.name())
                        .put("domain", n.domain())
                        .put("op", n.opType()));
        var versions = root.putObject("versions");
        reduction.versions().forEach(versions::put);
    }
}
