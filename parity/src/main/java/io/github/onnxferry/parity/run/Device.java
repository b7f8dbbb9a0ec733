package io.github.onnxferry.parity.run;

/** Where a runtime computes. */
public enum Device {
    /** On the processor. */
    CPU,
    /** On the first graphics processor that the runtime finds; CUDA. */
    GPU
}
