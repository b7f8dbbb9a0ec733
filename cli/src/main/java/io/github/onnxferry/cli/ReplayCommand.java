package io.github.onnxferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs a check again. */
final class ReplayCommand {
    private ReplayCommand() {}

    /** With the options that decide, and no reports. */
    static String of(Arguments arguments, Path model, Path savedModel) {
        List<String> words = new ArrayList<>(List.of("ferry", "check", model.toString(), savedModel.toString()));
        for (var choice : CheckChoices.OF_A_MODEL) {
            if (choice.value().isEmpty()) {
                if (arguments.has(choice)) {
                    words.add("--" + choice.key());
                }
            } else {
                for (String text : arguments.texts(choice)) {
                    words.add("--" + choice.key());
                    words.add(text);
                }
            }
        }
        return String.join(" ", words.stream().map(ReplayCommand::quoted).toList());
    }

    /** A word as a shell takes it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
