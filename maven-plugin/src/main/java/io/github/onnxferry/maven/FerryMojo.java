package io.github.onnxferry.maven;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What all goals that look at models have in common. */
abstract class FerryMojo extends AbstractMojo {
    private static final String DEFAULT_MODELS = "src/main/onnx/**/*.onnx";

    /**
     * The models: paths, or patterns with {@code *}, {@code ?} and <code>**</code> for any folders, relative to the project. On the
     * command line with commas between them.
     */
    @Parameter(property = "onnxferry.models", defaultValue = DEFAULT_MODELS)
    private List<String> models = List.of(DEFAULT_MODELS);

    /** Whether all goals do nothing. */
    @Parameter(property = "onnxferry.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${basedir}", readonly = true, required = true)
    private File basedir = new File("");

    /** For tests, which set what Maven sets otherwise. */
    void configure(Path folder, List<String> patterns, boolean skipped) {
        basedir = folder.toFile();
        models = patterns;
        skip = skipped;
    }

    /** Work on a model. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it.
         *
         * @throws FerryException if it cannot be done
         */
        void on(NamedModel model);
    }

    /** The property that makes this goal alone do nothing, if it is set. */
    abstract String skipProperty();

    /** Whether this goal alone does nothing. */
    abstract boolean isSkipped();

    /** Does the work of the goal. */
    abstract void run(List<NamedModel> selected) throws MojoExecutionException, MojoFailureException;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || isSkipped()) {
            getLog().info("skipped, as " + (skip ? "onnxferry.skip" : skipProperty()) + " is set");
            return;
        }
        try {
            var selected = ModelSelection.of(base(), models);
            if (!selected.isEmpty()) {
                run(selected);
            } else if (models.equals(List.of(DEFAULT_MODELS))) {
                getLog().info("there are no models in src/main/onnx");
            } else {
                throw new FerryException(
                        Code.USAGE, "models", "nothing matches " + models, "paths are relative to " + base());
            }
        } catch (FerryException e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new MojoExecutionException(
                    problem(Code.TOO_LARGE, "the work takes more memory than Maven has", "set MAVEN_OPTS=-Xmx8g"), e);
        } catch (RuntimeException e) {
            throw new MojoExecutionException(
                    problem(
                            Code.DEFECT,
                            "unexpected " + e,
                            "if nothing is wrong with files or disks, this is a defect of ONNX Ferry: report it with mvn -e"),
                    e);
        }
    }

    private static String problem(Code code, String what, String todo) {
        return new Problem(code, "onnxferry " + Version.current(), what, todo).line();
    }

    /** The folder of the project. */
    final Path base() {
        return basedir.toPath().toAbsolutePath();
    }

    /** A path as it is shown: relative to the project where it lies in it. */
    final String shown(Path path) {
        return path.startsWith(base()) ? base().relativize(path).toString() : path.toString();
    }

    /**
     * Works on each model, whatever becomes of the others.
     *
     * @throws MojoFailureException that says what could not be done, if anything
     */
    final void each(List<NamedModel> selected, Work work) throws MojoFailureException {
        List<String> failures = new ArrayList<>();
        for (var model : selected) {
            try {
                work.on(model);
            } catch (FerryException e) {
                e.problems().forEach(problem -> getLog().error(problem.line()));
                int more = e.problems().size() - 1;
                failures.add(model.name() + ": " + e.problems().get(0).line()
                        + (more == 0 ? "" : " (and " + more + " more, see above)"));
            }
        }
        if (!failures.isEmpty()) {
            throw new MojoFailureException(String.join(System.lineSeparator(), failures));
        }
    }
}
