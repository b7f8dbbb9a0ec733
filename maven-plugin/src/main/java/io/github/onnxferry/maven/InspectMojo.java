package io.github.onnxferry.maven;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says what is in ONNX models and which of their nodes cannot be converted. */
@Mojo(name = "inspect", threadSafe = true, requiresProject = false)
public final class InspectMojo extends AbstractMojo {
    /** The ONNX files. */
    @Parameter(property = "onnxferry.models", required = true)
    private List<File> models = List.of();

    /** Whether a model that cannot be converted fails the build. */
    @Parameter(property = "onnxferry.failOnUnsupported", defaultValue = "false")
    private boolean failOnUnsupported;

    /** Whether the goal does nothing. */
    @Parameter(property = "onnxferry.skip", defaultValue = "false")
    private boolean skip;

    /** For Maven, which sets the parameters. */
    public InspectMojo() {}

    InspectMojo(List<File> models, boolean failOnUnsupported, boolean skip) {
        this.models = models;
        this.failOnUnsupported = failOnUnsupported;
        this.skip = skip;
    }

    @Override
    public void execute() throws MojoFailureException {
        if (skip) {
            getLog().info("onnxferry.skip is set: nothing is inspected");
            return;
        }
        List<Problem> refused = new ArrayList<>();
        for (var model : models) {
            refused.addAll(inspect(model));
        }
        if (failOnUnsupported && !refused.isEmpty()) {
            throw new MojoFailureException(
                    refused.size() + " problems; the first: " + refused.get(0).line());
        }
    }

    private List<Problem> inspect(File file) {
        getLog().info(file.toString());
        try {
            var converter = new Converter(ConversionOptions.DEFAULT);
            var model = converter.read(file.toPath());
            ModelSummary.lines(model).forEach(line -> getLog().info(line));
            converter.lower(model);
            getLog().info("converts   yes");
            return List.of();
        } catch (FerryException e) {
            e.problems().forEach(problem -> getLog().warn(problem.line()));
            return e.problems();
        }
    }
}
