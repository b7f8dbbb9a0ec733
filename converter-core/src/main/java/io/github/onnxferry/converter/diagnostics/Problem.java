package io.github.onnxferry.converter.diagnostics;

/**
 * One thing that is wrong, for a person and for a program.
 *
 * @param code stable code, such as {@code FERRY-1003}
 * @param where file, node or value it is about, such as {@code node 'conv1' (Conv)}
 * @param what what is wrong, a full sentence without a final full stop
 * @param todo what the reader can do about it; may be empty when {@code what} says it all
 */
public record Problem(Code code, String where, String what, String todo) {
    /**
     * What a class path lacks: the Java classes or the native code of a runtime.
     *
     * @param where the runtime, or the command that needs it
     */
    public static Problem runtimeMissing(String where, LinkageError failure) {
        return new Problem(
                Code.NATIVE_MISSING,
                where,
                "a library that this needs does not load: " + failure.getMessage(),
                "add the runtimes for this platform: to a package as lib/runtimes/README.md says, to a class path with"
                        + " org.tensorflow:tensorflow-core-native, its classifier the platform, such as linux-x86_64, and"
                        + " com.microsoft.onnxruntime:onnxruntime");
    }

    /** The problem as one line of text, fit to be printed whatever names it holds. */
    public String line() {
        return Printable.of(code.id() + " " + where + ": " + what + (todo.isEmpty() ? "" : "; " + todo));
    }
}
