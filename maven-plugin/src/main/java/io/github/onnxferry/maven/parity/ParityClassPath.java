package io.github.onnxferry.maven.parity;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** The class path that a check runs with: the command line, both runtimes and their native libraries for a platform. */
public final class ParityClassPath {
    private static final String TENSORFLOW_NATIVE = "tensorflow-core-native";
    private static final String ONNX_RUNTIME = "onnxruntime";

    private final RepositorySystem system;
    private final RepositorySystemSession session;
    private final List<RemoteRepository> repositories;

    /** Class paths that Maven's repositories give. */
    public ParityClassPath(
            RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories) {
        this.system = system;
        this.session = session;
        this.repositories = List.copyOf(repositories);
    }

    /**
     * What a check needs.
     *
     * @param onnxGpu whether ONNX Runtime computes with CUDA
     * @param tensorflowGpu whether TensorFlow does
     */
    public record Needs(String platform, boolean onnxGpu, boolean tensorflowGpu) {
        private Artifact fit(Artifact artifact) {
            if (artifact.getArtifactId().equals(TENSORFLOW_NATIVE)
                    && !artifact.getClassifier().isEmpty()) {
                return other(artifact, TENSORFLOW_NATIVE, tensorflowGpu ? platform + "-gpu" : platform);
            }
            return artifact.getArtifactId().equals(ONNX_RUNTIME) && onnxGpu
                    ? other(artifact, ONNX_RUNTIME + "_gpu", artifact.getClassifier())
                    : artifact;
        }

        private static Artifact other(Artifact artifact, String id, String classifier) {
            return new DefaultArtifact(
                    artifact.getGroupId(), id, classifier, artifact.getExtension(), artifact.getVersion());
        }
    }

    /**
     * Resolves an artifact with everything that it needs to run; files that are not in the local repository are fetched.
     *
     * @param root such as the command line's
     * @throws FerryException NATIVE_MISSING if something cannot be had
     */
    public List<Path> of(Artifact root, Needs needs) {
        try {
            var request = new CollectRequest(new Dependency(root, "runtime"), repositories);
            Set<Artifact> artifacts = new LinkedHashSet<>();
            collect(system.collectDependencies(session, request).getRoot(), needs, artifacts);
            var requests = artifacts.stream()
                    .map(artifact -> new ArtifactRequest(artifact, repositories, "onnxferry"))
                    .toList();
            return system.resolveArtifacts(session, requests).stream()
                    .map(result -> result.getArtifact().getFile().toPath())
                    .toList();
        } catch (DependencyCollectionException | ArtifactResolutionException e) {
            throw new FerryException(
                    Code.NATIVE_MISSING,
                    root.toString(),
                    "what a check runs with cannot be resolved: " + e.getMessage(),
                    "run the check once without --offline, with access to the repositories of plugins",
                    e);
        }
    }

    private static void collect(DependencyNode node, Needs needs, Set<Artifact> artifacts) {
        if (artifacts.add(needs.fit(node.getArtifact()))) {
            node.getChildren().forEach(child -> collect(child, needs, artifacts));
        }
    }
}
