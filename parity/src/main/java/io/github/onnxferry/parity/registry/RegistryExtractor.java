package io.github.onnxferry.parity.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.OpList;

/**
 * Writes the operators and kernels of the loaded TensorFlow library as the resources {@code ops.txt} and {@code
 * kernels.txt}. The same library gives the same bytes.
 *
 * <p>To make the resources anew, at the root of the project:
 *
 * <pre>{@code mvn -Pregistry -pl parity -am process-classes}</pre>
 *
 * @param ops the text of {@code ops.txt}
 * @param kernels the text of {@code kernels.txt}
 */
public record RegistryExtractor(String ops, String kernels) {
    private static final String COMMAND = "mvn -Pregistry -pl parity -am process-classes";

    /** Asks the TensorFlow library for its operators and kernels. */
    public static RegistryExtractor extract() {
        return new RegistryExtractor(
                text("its operators", OpLines.of(opList())),
                text("its kernels for the CPU", KernelLines.of(kernelList())));
    }

    /** Writes both resources into {@code folder}. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ops.txt"), ops);
        Files.writeString(folder.resolve("kernels.txt"), kernels);
    }

    /**
     * Writes the resources into a folder.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException(
                    "one argument is needed: the folder to write ops.txt and kernels.txt to");
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
