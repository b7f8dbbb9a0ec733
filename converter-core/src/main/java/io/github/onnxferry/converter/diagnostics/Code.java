package io.github.onnxferry.converter.diagnostics;

/**
 * The stable codes of everything ONNX Ferry refuses or reports. A code is never reused for another meaning.
 *
 * <p>1xxx: the model file. 2xxx: conversion. 3xxx: writing. 4xxx: the environment. 5xxx: parity. 9xxx: defects of ONNX
 * Ferry.
 */
public enum Code {
    NOT_FOUND("FERRY-1001", Kind.MODEL),
    NOT_A_MODEL("FERRY-1002", Kind.MODEL),
    TRUNCATED("FERRY-1003", Kind.MODEL),
    TOO_LARGE("FERRY-1004", Kind.MODEL),
    UNREADABLE("FERRY-1005", Kind.MODEL),
    NESTING_TOO_DEEP("FERRY-1006", Kind.MODEL),
    EXTERNAL_DATA_MISSING("FERRY-1010", Kind.MODEL),
    EXTERNAL_DATA_TOO_SHORT("FERRY-1011", Kind.MODEL),
    EXTERNAL_DATA_OUTSIDE("FERRY-1012", Kind.MODEL),
    EXTERNAL_DATA_INVALID("FERRY-1013", Kind.MODEL),
    TENSOR_SIZE("FERRY-1020", Kind.MODEL),
    TENSOR_TYPE("FERRY-1021", Kind.MODEL),
    TENSOR_SHAPE("FERRY-1022", Kind.MODEL),
    MISSING_INPUT("FERRY-1030", Kind.MODEL),
    CYCLE("FERRY-1031", Kind.MODEL),
    DUPLICATE_NAME("FERRY-1032", Kind.MODEL),
    UNKNOWN_OPERATOR("FERRY-1033", Kind.MODEL),
    ATTRIBUTE_TYPE("FERRY-1034", Kind.MODEL),
    ATTRIBUTE_UNKNOWN("FERRY-1035", Kind.MODEL),
    ATTRIBUTE_MISSING("FERRY-1036", Kind.MODEL),
    INPUT_COUNT("FERRY-1037", Kind.MODEL),
    OPSET_MISSING("FERRY-1038", Kind.MODEL),
    OPSET_FUTURE("FERRY-1039", Kind.MODEL),
    TYPE_MISMATCH("FERRY-1040", Kind.MODEL),
    MISSING_OUTPUT("FERRY-1041", Kind.MODEL),
    INVALID_TYPE("FERRY-1042", Kind.MODEL),
    FUNCTION_INVALID("FERRY-1043", Kind.MODEL),
    SHAPE_MISMATCH("FERRY-1044", Kind.MODEL),
    ATTRIBUTE_VALUE("FERRY-1045", Kind.MODEL),
    OUTPUT_COUNT("FERRY-1046", Kind.MODEL),
    NAME_MISSING("FERRY-1047", Kind.MODEL),
    NO_LOWERING("FERRY-2001", Kind.UNSUPPORTED),
    GAP("FERRY-2002", Kind.UNSUPPORTED),
    NO_UPGRADE("FERRY-2003", Kind.UNSUPPORTED),
    NO_KERNEL("FERRY-2004", Kind.UNSUPPORTED),
    UNKNOWN_RANK("FERRY-2005", Kind.UNSUPPORTED),
    TOO_LARGE_FOR_CONSTANTS("FERRY-2006", Kind.UNSUPPORTED),
    UNSUPPORTED_TYPE("FERRY-2007", Kind.UNSUPPORTED),
    NOT_COMPILABLE("FERRY-2008", Kind.UNSUPPORTED),
    OUTPUT_EXISTS("FERRY-3001", Kind.ENVIRONMENT),
    OUTPUT_NOT_WRITABLE("FERRY-3002", Kind.ENVIRONMENT),
    NATIVE_MISSING("FERRY-4001", Kind.ENVIRONMENT),
    GPU_MISSING("FERRY-4002", Kind.ENVIRONMENT),
    RUNTIME_LOAD("FERRY-5001", Kind.PARITY),
    RUNTIME_RUN("FERRY-5002", Kind.PARITY),
    MISMATCH("FERRY-5003", Kind.PARITY),
    CONTRACT("FERRY-5004", Kind.PARITY),
    DATA_INVALID("FERRY-5005", Kind.USAGE),
    TIME_LIMIT("FERRY-5006", Kind.PARITY),
    UNDECIDED("FERRY-5007", Kind.PARITY),
    GRADIENT_MISMATCH("FERRY-5008", Kind.PARITY),
    USAGE("FERRY-5100", Kind.USAGE),
    PROVIDER_INVALID("FERRY-5101", Kind.USAGE),
    DEFECT("FERRY-9001", Kind.DEFECT);

    /** Which of the command line's exit codes a problem leads to. */
    public enum Kind {
        /** The model file is not a valid model: exit code 3. */
        MODEL(3),
        /** The model is valid, ONNX Ferry cannot convert it: exit code 3. */
        UNSUPPORTED(3),
        /** The machine lacks something: exit code 4. */
        ENVIRONMENT(4),
        /** The two runtimes differ: exit code 1. */
        PARITY(1),
        /** What was asked for makes no sense: exit code 2. */
        USAGE(2),
        /** A defect of ONNX Ferry: exit code 70. */
        DEFECT(70);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a process that ends with such a problem. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final String id;
    private final Kind kind;

    Code(String id, Kind kind) {
        this.id = id;
        this.kind = kind;
    }

    /** The code as it is printed, such as {@code FERRY-1003}. */
    public String id() {
        return id;
    }

    /** What sort of problem this is. */
    public Kind kind() {
        return kind;
    }
}
