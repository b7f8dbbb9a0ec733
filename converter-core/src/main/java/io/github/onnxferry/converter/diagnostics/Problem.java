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
    /** The problem as one line of text, fit to be printed whatever names it holds. */
    public String line() {
        return Printable.of(code.id() + " " + where + ": " + what + (todo.isEmpty() ? "" : "; " + todo));
    }
}
