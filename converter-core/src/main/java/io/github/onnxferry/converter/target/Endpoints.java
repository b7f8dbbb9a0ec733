package io.github.onnxferry.converter.target;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The functions under which callers find the model, besides its main function.
 *
 * @param signature takes the inputs by name
 * @param list takes the inputs as a list
 * @param dictionary takes the inputs as a dictionary
 */
record Endpoints(Endpoint signature, Endpoint list, Endpoint dictionary) {
    /** The endpoints of a model; {@code name} makes a function name of a stem. */
    static Endpoints of(Contract contract, UnaryOperator<String> name) {
        return new Endpoints(
                new Endpoint(name.apply("signature_wrapper"), byParameter(contract)),
                new Endpoint(name.apply("call_list"), contract.inputs()),
                new Endpoint(name.apply("call_dictionary"), contract.sortedInputs()));
    }

    /** Those that callers can tell from the main function: a list of one input is the input. */
    List<Endpoint> used(Contract contract) {
        return switch (contract.inputs().size()) {
            case 0 -> List.of(signature);
            case 1 -> List.of(signature, dictionary);
            default -> List.of(signature, list, dictionary);
        };
    }

    /** Python passes keyword arguments in the order of the parameter names that it makes of the keys. */
    private static List<Contract.Input> byParameter(Contract contract) {
        return contract.inputs().stream()
                .sorted(Comparator.comparing(
                        i -> PythonNames.parameter(i.port().key())
                                .orElse(i.port().key()),
                        CodePointOrder.INSTANCE))
                .toList();
    }
}
