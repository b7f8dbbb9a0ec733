package io.github.onnxferry.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Prints what makes a shell complete commands, options and their values. */
final class CompletionCommand implements Command {
    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String usage() {
        return "bash|zsh|fish";
    }

    @Override
    public String summary() {
        return "Prints what makes a shell complete commands and options.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "completion bash > ~/.local/share/bash-completion/completions/ferry",
                "completion zsh > \"${fpath[1]}/_ferry\"",
                "completion fish > ~/.config/fish/completions/ferry.fish");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var shell = arguments.atLeast(1, "shell: bash, zsh or fish").get(0);
        arguments.paths("shell");
        terminal.out()
                .print(
                        switch (shell) {
                            case "bash" -> Completion.bash(Ferry.COMMANDS);
                            case "zsh" -> Completion.zsh(Ferry.COMMANDS);
                            case "fish" -> Completion.fish(Ferry.COMMANDS);
                            default ->
                                throw Ferry.usage(
                                        "there is no completion for '" + shell + "'", "choose bash, zsh or fish");
                        });
        return 0;
    }
}
