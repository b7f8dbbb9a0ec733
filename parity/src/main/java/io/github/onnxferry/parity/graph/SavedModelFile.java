package io.github.onnxferry.parity.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Reads the graph of a SavedModel. Large constants stay in the mapped file. */
final class SavedModelFile {
    private static final String NAME = "saved_model.pb";
    private static final String TAG = "serve";

    private SavedModelFile() {}

    /**
     * The part of a SavedModel that is for serving.
     *
     * @throws FerryException RUNTIME_LOAD if there is none or the file is damaged, TOO_LARGE if it does not fit
     */
    static MetaGraphDef read(Path folder) {
        String where = folder.toString();
        try {
            return parse(map(folder.resolve(NAME), where)).getMetaGraphsList().stream()
                    .filter(m -> m.getMetaInfoDef().getTagsList().contains(TAG))
                    .findFirst()
                    .orElseThrow(() -> new FerryException(
                            Code.RUNTIME_LOAD, where, "has no graph with the tag '" + TAG + "'", ""));
        } catch (InvalidProtocolBufferException e) {
            throw new FerryException(Code.RUNTIME_LOAD, where, "its " + NAME + " is damaged", "convert again", e);
        } catch (IOException e) {
            throw new FerryException(
                    Code.RUNTIME_LOAD,
                    where,
                    "its " + NAME + " cannot be read (" + e.getClass().getSimpleName() + ")",
                    "give the folder of a converted model",
                    e);
        } catch (OutOfMemoryError e) {
            throw (FerryException)
                    tooLarge(where, "takes more memory than Java has").initCause(e);
        }
    }

    private static SavedModel parse(ByteBuffer bytes) throws IOException {
        var input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        input.setSizeLimit(Integer.MAX_VALUE);
        return SavedModel.parseFrom(input);
    }

    private static ByteBuffer map(Path file, String where) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw tooLarge(where, "has " + channel.size() + " bytes, and a graph holds less than 2 GiB");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static FerryException tooLarge(String where, String what) {
        return new FerryException(
                Code.TOO_LARGE, where, "its " + NAME + " " + what, "convert with weights as variables");
    }
}
