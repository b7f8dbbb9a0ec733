package io.github.onnxferry.testdata.defects;

/** Finds all places of a function where defects of some kinds can be made. */
@FunctionalInterface
interface Mutator {
    /** Adds a site for each place and kind. What a site changes follows from the function and the seed of the sites. */
    void find(FunctionView function, Sites sites);
}
