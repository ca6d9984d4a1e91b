package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.WebhookVerifier;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.stage.StageFile;
import io.cognigydeploy.core.testing.KindContract;
import io.cognigydeploy.core.understanding.UnderstandingDiff;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.World;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each type that a program begins with is used by an example, which a test runs. */
class EntryTypesTest {

    private static final List<Class<?>> ENTRIES = List.of(
            CognigyClient.class,
            CognigyInstallation.class,
            WebhookVerifier.class,
            DeploymentPipeline.class,
            RunStore.class,
            RunWorker.class,
            StageFile.class,
            QualityGate.class,
            UnderstandingDiff.class,
            MetricSource.class,
            Planner.class,
            KindContract.class,
            FakeCognigy.class,
            World.class);

    private static final Set<String> USED = new ClassFileImporter()
            .importPackages("io.cognigydeploy.examples").stream()
                    .filter(type -> !type.getName().equals(EntryTypesTest.class.getName()))
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .map(dependency -> dependency.getTargetClass().getName())
                    .collect(Collectors.toCollection(TreeSet::new));

    /** Returns the kinds of deployment, of which each begins its own pipelines. */
    private static Stream<String> kinds() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.cognigydeploy.core").stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(EntryTypesTest::beginsPipelines)
                        .map(JavaClass::getName);
    }

    private static boolean beginsPipelines(JavaClass type) {
        return type.getMethods().stream()
                .anyMatch(method -> method.getName().equals("pipeline")
                        && method.getModifiers().contains(JavaModifier.STATIC)
                        && method.getModifiers().contains(JavaModifier.PUBLIC));
    }

    @Test
    void every_one_has_an_example() {
        assertThat(kinds()).hasSizeGreaterThan(6).isSubsetOf(USED);
        assertThat(ENTRIES.stream().map(Class::getName)).isSubsetOf(USED);
    }
}
