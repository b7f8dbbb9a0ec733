package io.github.onnxferry.converter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: two truths, and one arrow between them. */
@AnalyzeClasses(packages = "io.github.onnxferry.converter", importOptions = DoNotIncludeTests.class)
class PackageBordersTest {
    private static final String ROOT = "io.github.onnxferry.converter";

    @ArchTest
    static final ArchRule diagnosticsKnowsNobody = noClasses()
            .that()
            .resideInAPackage(ROOT + ".diagnostics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".tensor..",
                    ROOT + ".onnx..",
                    ROOT + ".upgrade..",
                    ROOT + ".lower..",
                    ROOT + ".tf..",
                    ROOT + ".optimise..",
                    ROOT + ".target..");

    @ArchTest
    static final ArchRule tensorKnowsNobody = noClasses()
            .that()
            .resideInAPackage(ROOT + ".tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".diagnostics..",
                    ROOT + ".onnx..",
                    ROOT + ".upgrade..",
                    ROOT + ".lower..",
                    ROOT + ".tf..",
                    ROOT + ".optimise..",
                    ROOT + ".target..",
                    "org.tensorflow..");

    @ArchTest
    static final ArchRule onnxDoesNotKnowTensorFlow = noClasses()
            .that()
            .resideInAPackage(ROOT + ".onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".upgrade..",
                    ROOT + ".lower..",
                    ROOT + ".tf..",
                    ROOT + ".optimise..",
                    ROOT + ".target..",
                    "org.tensorflow..");

    @ArchTest
    static final ArchRule upgradeKnowsOnnxOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".upgrade..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".lower..",
                    ROOT + ".tf..",
                    ROOT + ".optimise..",
                    ROOT + ".target..",
                    "org.tensorflow..");

    @ArchTest
    static final ArchRule tfDoesNotKnowOnnx = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".tf..", ROOT + ".optimise..", ROOT + ".target..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".onnx..", ROOT + ".upgrade..", ROOT + ".lower..");

    @ArchTest
    static final ArchRule tfKnowsNoTarget = noClasses()
            .that()
            .resideInAPackage(ROOT + ".tf..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".optimise..", ROOT + ".target..");

    @ArchTest
    static final ArchRule lowerLooksAtNoFiles = noClasses()
            .that()
            .resideInAPackage(ROOT + ".lower..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT, ROOT + ".target..", ROOT + ".optimise..", ROOT + ".onnx.proto..", "java.nio.file..");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noNativeLibraries = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..", "org.tensorflow.internal..", "ai.onnxruntime..");
}
