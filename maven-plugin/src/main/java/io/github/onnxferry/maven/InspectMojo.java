package io.github.onnxferry.maven;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Printable;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says what is in ONNX models and which of their nodes cannot be converted. Changes nothing. */
@Mojo(name = "inspect", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true, requiresProject = false)
public final class InspectMojo extends FerryMojo {
    /** Whether a model that cannot be converted fails the build. */
    @Parameter(property = "onnxferry.failOnUnsupported", defaultValue = "false")
    private boolean failOnUnsupported;

    /** Whether this goal does nothing. */
    @Parameter(property = "onnxferry.inspect.skip", defaultValue = "false")
    private boolean skipInspect;

    /** For Maven, which sets the parameters. */
    public InspectMojo() {}

    InspectMojo(boolean failOnUnsupported) {
        this.failOnUnsupported = failOnUnsupported;
    }

    @Override
    String skipProperty() {
        return "onnxferry.inspect.skip";
    }

    @Override
    boolean isSkipped() {
        return skipInspect;
    }

    @Override
    void run(List<NamedModel> selected) throws MojoFailureException {
        each(selected, this::inspect);
    }

    private void inspect(NamedModel named) {
        getLog().info(shown(named.file()));
        try {
            var converter = new Converter(ConversionOptions.DEFAULT);
            var model = converter.read(named.file());
            ModelSummary.lines(model).forEach(line -> getLog().info(Printable.of(line)));
            converter.lower(model);
            getLog().info("converts   yes");
        } catch (FerryException e) {
            if (failOnUnsupported) {
                throw e;
            }
            e.problems().forEach(problem -> getLog().warn(problem.line()));
        }
    }
}
