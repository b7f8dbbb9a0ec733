package io.github.onnxferry.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Completions for shells, made from the tables of options. */
final class Completion {
    private Completion() {}

    /** For bash: {@code complete -F}. */
    static String bash(List<Command> commands) {
        var options = new StringBuilder();
        var values = new StringBuilder();
        for (var command : commands) {
            String words =
                    options(command).stream().map(o -> "--" + o.getLongOpt()).collect(Collectors.joining(" "));
            options.append(String.format("        %s) words='%s' ;;%n", command.name(), words));
            for (var option : options(command)) {
                words(option)
                        .ifPresent(w -> values.append(String.format(
                                "        %s:--%s) words='%s' ;;%n", command.name(), option.getLongOpt(), w)));
            }
            String paths = options(command).stream()
                    .filter(o -> o.hasArg() && words(o).isEmpty())
                    .map(o -> command.name() + ":--" + o.getLongOpt())
                    .collect(Collectors.joining("|"));
            values.append(paths.isEmpty() ? "" : String.format("        %s) return ;;%n", paths));
        }
        return """
                # ferry completion bash
                _ferry() {
                    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=''
                    COMPREPLY=()
                    if [[ $COMP_CWORD -eq 1 ]]; then
                        COMPREPLY=($(compgen -W '%s --help --version' -- "$current"))
                        return
                    fi
                    case ${COMP_WORDS[1]}:$before in
                %s    esac
                    if [[ -z $words && $current == -* ]]; then
                        case ${COMP_WORDS[1]} in
                %s        esac
                    fi
                    if [[ -z $words && ${COMP_WORDS[1]} == completion ]]; then
                        words='bash zsh fish'
                    fi
                    if [[ -n $words ]]; then
                        COMPREPLY=($(compgen -W "$words" -- "$current"))
                    fi
                }
                complete -o default -F _ferry ferry ./ferry
                """.formatted(names(commands), values, options);
    }

    /** For zsh: a function of the name {@code _ferry}. */
    static String zsh(List<Command> commands) {
        var names = new StringBuilder();
        var cases = new StringBuilder();
        for (var command : commands) {
            names.append(String.format("    '%s:%s'%n", command.name(), zshText(command.summary())));
            cases.append(String.format("    %s)%n        _arguments \\%n", command.name()));
            options(command).forEach(o -> cases.append(zshOption(o)));
            cases.append(String.format("            '*:argument:_files' ;;%n"));
        }
        return """
                #compdef ferry
                # ferry completion zsh
                _ferry() {
                    local -a commands
                    commands=(
                %s    )
                    if (( CURRENT == 2 )); then
                        _describe 'command' commands
                        return
                    fi
                    local command=${words[2]}
                    shift words
                    (( CURRENT-- ))
                    case $command in
                %s    esac
                }
                if [ "$funcstack[1]" = "_ferry" ]; then
                    _ferry "$@"
                else
                    compdef _ferry ferry
                fi
                """.formatted(names, cases);
    }

    private static String zshOption(Option option) {
        String argument = option.hasArg()
                ? ":" + zshText(option.getArgName())
                        + words(option).map(w -> ":(" + w + ")").orElse(":_files")
                : "";
        return String.format(
                "            '*--%s[%s]%s' \\%n", option.getLongOpt(), zshText(option.getDescription()), argument);
    }

    /** A text inside of single quotes, in which brackets and colons mean nothing. */
    private static String zshText(String text) {
        return text.replace("'", "'\\''")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    /** For fish: a line an option. */
    static String fish(List<Command> commands) {
        var lines = new StringBuilder("# ferry completion fish\n");
        for (var command : commands) {
            lines.append(String.format(
                    "complete -c ferry -n __fish_use_subcommand -f -a %s -d '%s'%n",
                    command.name(), fishText(command.summary())));
            for (var option : options(command)) {
                lines.append(String.format(
                        "complete -c ferry -n '__fish_seen_subcommand_from %s' -l %s%s%s -d '%s'%n",
                        command.name(),
                        option.getLongOpt(),
                        option.getOpt() == null ? "" : " -s " + option.getOpt(),
                        option.hasArg()
                                ? words(option).map(w -> " -x -a '" + w + "'").orElse(" -r")
                                : "",
                        fishText(option.getDescription())));
            }
        }
        return lines.append("complete -c ferry -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n")
                .toString();
    }

    private static String fishText(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    private static String names(List<Command> commands) {
        return commands.stream().map(Command::name).collect(Collectors.joining(" "));
    }

    private static List<Option> options(Command command) {
        return List.copyOf(Ferry.options(command).getOptions());
    }

    /** What an option takes if it takes one of a few words, such as {@code cpu|gpu}. */
    private static Optional<String> words(Option option) {
        return Optional.ofNullable(option.getArgName())
                .filter(n -> n.contains("|"))
                .map(n -> n.replace('|', ' '));
    }
}
