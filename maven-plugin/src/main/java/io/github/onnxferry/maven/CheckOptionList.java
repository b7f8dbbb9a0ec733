package io.github.onnxferry.maven;

import io.github.onnxferry.maven.incremental.Inputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of {@code ferry check} as its command line takes them, and as what a check depends on. */
final class CheckOptionList {
    private final Path base;
    private final List<String> arguments = new ArrayList<>();
    private final Inputs inputs;

    /**
     * No options yet.
     *
     * @param base what paths are relative to
     * @param inputs where options and the content of files are added
     */
    CheckOptionList(Path base, Inputs inputs) {
        this.base = base;
        this.inputs = inputs;
    }

    /** An option that takes a value, unless that is not set. */
    CheckOptionList value(String option, @Nullable Object value) {
        if (value != null) {
            add(option, value.toString());
            inputs.option(option, value.toString());
        }
        return this;
    }

    /** An option that is there or not. */
    CheckOptionList flag(String option, boolean set) {
        if (set) {
            arguments.add("--" + option);
            inputs.option(option, "set");
        }
        return this;
    }

    /** An option that names a file or folder whose content decides, unless it is not set. */
    CheckOptionList content(String option, @Nullable Path value) {
        if (value != null) {
            var place = base.resolve(value);
            add(option, place.toString());
            inputs.content(option + " " + value, place);
        }
        return this;
    }

    /** An option that names a file or folder that the check writes. */
    CheckOptionList result(String option, Path value) {
        add(option, value.toString());
        return this;
    }

    private void add(String option, String value) {
        arguments.add("--" + option);
        arguments.add(value);
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }
}
