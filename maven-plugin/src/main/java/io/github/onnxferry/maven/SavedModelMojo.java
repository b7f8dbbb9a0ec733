package io.github.onnxferry.maven;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.maven.incremental.ContentHash;
import io.github.onnxferry.maven.incremental.Inputs;
import io.github.onnxferry.maven.incremental.RunRecord;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What the goals have in common that write SavedModels or look at those that were written. */
abstract class SavedModelMojo extends FerryMojo {
    /**
     * Where the SavedModels lie, each in a folder of the name of its model. If not said: {@code models} in the output folder of the
     * project's classes, so that they are in its jar; with {@code attach}, {@code target/onnxferry/models}.
     */
    @Parameter(property = "onnxferry.outputDirectory")
    private @Nullable File outputDirectory;

    /** The version in the layout of TensorFlow Serving, {@code NAME/VERSION}; no such layout if not said. */
    @Parameter(property = "onnxferry.servingVersion")
    private @Nullable Long servingVersion;

    /** Whether the SavedModels are an artifact of their own, a zip with a classifier, instead of a part of the jar. */
    @Parameter(property = "onnxferry.attach", defaultValue = "false")
    private boolean attach;

    /** Whether the work is done even if nothing has changed. */
    @Parameter(property = "onnxferry.force", defaultValue = "false")
    private boolean force;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    final MavenProject project() {
        return project;
    }

    final PluginDescriptor plugin() {
        return plugin;
    }

    final boolean attaches() {
        return attach;
    }

    /** The folder that holds a folder for each model. */
    final Path outputFolder() {
        if (outputDirectory != null) {
            return base().resolve(outputDirectory.toPath());
        }
        return attach
                ? workFolder().resolve("models")
                : Path.of(project.getBuild().getOutputDirectory()).resolve("models");
    }

    /** The SavedModel of a model. */
    final Path savedModel(NamedModel model) {
        var folder = outputFolder().resolve(model.name());
        return servingVersion == null ? folder : folder.resolve(String.valueOf(servingVersion));
    }

    /** Where the plugin keeps what it knows. */
    final Path workFolder() {
        return Path.of(project.getBuild().getDirectory()).resolve("onnxferry");
    }

    /** A name of files for a model, of this execution alone. */
    final String fileName(NamedModel model) {
        String id = execution.getExecutionId();
        return id.startsWith("default") ? model.name() : model.name() + "-" + id;
    }

    /** The record of what this goal did last with something of the given name. */
    final RunRecord record(String name) {
        return new RunRecord(workFolder().resolve("records").resolve(execution.getGoal() + "-" + name + ".properties"));
    }

    /** What each piece of work depends on: the version of the plugin, and what it runs with as far as that can change. */
    final Inputs toolInputs() {
        List<String> texts = new ArrayList<>();
        for (Artifact artifact : plugin.getArtifacts()) {
            texts.add(artifact.getId());
            if (artifact.isSnapshot() && artifact.getFile() != null) {
                texts.add(ContentHash.of(artifact.getFile().toPath()));
            }
        }
        return new Inputs()
                .option("version", Version.current())
                .hash("the plugin or one of its dependencies", ContentHash.of(texts));
    }

    /** Whether work has to be done, with a line in the log that says why or why not. */
    final boolean hasToRun(String what, RunRecord record, Inputs inputs, Collection<Path> results) {
        var reason = force ? Optional.of("onnxferry.force is set") : record.reasonToRun(inputs, results);
        reason.ifPresentOrElse(
                why -> getLog().info(what + ": to be done, as " + why),
                () -> getLog().info(what + ": up to date; model, options and version have not changed"));
        return reason.isPresent();
    }
}
