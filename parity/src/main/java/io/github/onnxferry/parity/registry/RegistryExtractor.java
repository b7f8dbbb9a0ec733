package io.github.onnxferry.parity.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.OptimizerOptions;

/**
 * Writes the operators and kernels of the loaded TensorFlow library as the resources {@code ops.txt}, {@code
 * kernels.txt} and {@code xla-kernels.txt}. The same library gives the same bytes.
 *
 * <p>To make the resources anew, at the root of the project:
 *
 * <pre>{@code mvn -Pregistry -pl parity -am process-classes}</pre>
 *
 * @param ops the text of {@code ops.txt}
 * @param kernels the text of {@code kernels.txt}
 * @param xlaKernels the text of {@code xla-kernels.txt}
 */
public record RegistryExtractor(String ops, String kernels, String xlaKernels) {
    private static final String COMMAND = "mvn -Pregistry -pl parity -am process-classes";

    /** Asks the TensorFlow library for its operators and kernels. */
    public static RegistryExtractor extract() {
        registerXla();
        var kernels = kernelList();
        return new RegistryExtractor(
                text("its operators", OpLines.of(opList())),
                text("its kernels for the CPU", KernelLines.ofCpu(kernels)),
                text("the kernels with which its XLA compiles for the CPU", KernelLines.ofXla(kernels)));
    }

    /** Runs a graph that may be compiled: XLA's kernels are registered when it is first asked whether it can. */
    private static void registerXla() {
        var optimizer = OptimizerOptions.newBuilder().setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_1);
        var config = ConfigProto.newBuilder()
                .setGraphOptions(GraphOptions.newBuilder().setOptimizerOptions(optimizer))
                .build();
        var node = NodeDef.newBuilder().setName("nothing").setOp("NoOp");
        try (var graph = new Graph();
                var session = new Session(graph, config)) {
            graph.importGraphDef(GraphDef.newBuilder().addNode(node).build());
            session.runner().addTarget("nothing").run().close();
        }
    }

    /** Writes the resources into {@code folder}. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ops.txt"), ops);
        Files.writeString(folder.resolve("kernels.txt"), kernels);
        Files.writeString(folder.resolve("xla-kernels.txt"), xlaKernels);
    }

    /**
     * Writes the resources into a folder.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException(
                    "one argument is needed: the folder to write ops.txt, kernels.txt and xla-kernels.txt to");
        }
        extract().writeTo(Path.of(args[0]));
    }

    private static String text(String what, Stream<String> lines) {
        String header = "# TensorFlow " + tensorflow.TF_Version().getString();
        return Stream.concat(Stream.of(header, "# " + what + "; made by: " + COMMAND), lines.sorted())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static OpList opList() {
        TF_Buffer buffer = tensorflow.TF_GetAllOpList();
        try {
            return OpList.parseFrom(bytes(buffer));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("TensorFlow's list of operators cannot be parsed", e);
        } finally {
            tensorflow.TF_DeleteBuffer(buffer);
        }
    }

    private static KernelList kernelList() {
        try (TF_Status status = TF_Status.newStatus()) {
            TF_Buffer buffer = tensorflow.TF_GetAllRegisteredKernels(status);
            status.throwExceptionIfNotOK();
            try {
                return KernelList.parseFrom(bytes(buffer));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("TensorFlow's list of kernels cannot be parsed", e);
            } finally {
                tensorflow.TF_DeleteBuffer(buffer);
            }
        }
    }

    private static ByteBuffer bytes(TF_Buffer buffer) {
        return new BytePointer(buffer.data()).capacity(buffer.length()).asByteBuffer();
    }
}
