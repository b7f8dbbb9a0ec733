package io.github.onnxferry.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.OperatorPage;
import io.github.onnxferry.converter.OperatorSupport;
import io.github.onnxferry.converter.OperatorSupport.Status;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Lists the operators that are converted, and those that are not. */
final class OpsCommand implements Command {
    private static final Choice JSON = Choice.of("json", "", "as JSON, for programs");
    private static final Choice MARKDOWN = Choice.of("markdown", "", "as the page docs/operators.md");

    /** Name and version of the JSON schema. */
    private static final String SCHEMA = "onnxferry.operators/1";

    @Override
    public String name() {
        return "ops";
    }

    @Override
    public String usage() {
        return "[--json|--markdown]";
    }

    @Override
    public String summary() {
        return "Lists the operators that are converted, and those that are not.";
    }

    @Override
    public List<String> examples() {
        return List.of("ops", "ops --json", "ops --markdown");
    }

    @Override
    public Options options() {
        return Choice.options(JSON, MARKDOWN);
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        arguments.paths();
        var operators = OperatorSupport.of(new Converter(ConversionOptions.DEFAULT).lowerings());
        if (arguments.has(JSON) && arguments.has(MARKDOWN)) {
            throw Ferry.usage("--json and --markdown exclude each other", arguments.hint());
        }
        if (arguments.has(JSON)) {
            terminal.out().println(json(operators));
        } else if (arguments.has(MARKDOWN)) {
            terminal.out().print(OperatorPage.markdown(operators));
        } else {
            operators.forEach(o -> terminal.line(text(o)));
        }
        return 0;
    }

    private static String text(OperatorSupport operator) {
        var versions = operator.versions().stream().map(String::valueOf).collect(Collectors.joining(","));
        var gaps = operator.gaps().isEmpty() ? "" : "  except " + String.join("; ", operator.gaps());
        return String.format(
                        Locale.ROOT,
                        "%-9s %-46s %-20s %s%s",
                        word(operator.status()),
                        operator.domain() + ":" + operator.op(),
                        versions,
                        operator.status() == Status.CONVERTED ? word(operator.parity()) : "",
                        gaps)
                .stripTrailing();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String json(List<OperatorSupport> operators) {
        var mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        var root = mapper.createObjectNode().put("schema", SCHEMA);
        var list = root.putArray("operators");
        operators.forEach(o -> add(list.addObject(), o));
        return root.toPrettyString();
    }

    private static void add(ObjectNode json, OperatorSupport operator) {
        json.put("domain", operator.domain()).put("op", operator.op()).put("status", word(operator.status()));
        operator.versions().forEach(json.putArray("versions")::add);
        var types = json.putObject("types");
        operator.types().keySet().stream()
                .sorted()
                .forEach(constraint ->
                        new TreeSet<>(operator.types().get(constraint)).forEach(types.putArray(constraint)::add));
        if (operator.status() == Status.CONVERTED) {
            json.put("parity", word(operator.parity()));
        }
        operator.gaps().forEach(json.putArray("gaps")::add);
    }
}
