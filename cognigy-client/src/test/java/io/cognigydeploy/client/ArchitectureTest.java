package io.cognigydeploy.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import feign.RequestLine;
import io.cognigydeploy.client.api.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest extends LibraryRules {

    private static final String BASE = "io.cognigydeploy.client";

    ArchitectureTest() {
        // Both are public: the status of an environment and that of a trial run.
        super(BASE, "Status");
    }

    @Test
    void resourcesAndModelsKnowNothingOfTheEngine() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + ".api", BASE + ".model", BASE + ".product..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE)
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(BASE + ".model", BASE + ".product.model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + ".api", BASE + ".product")
                .check(classes);
    }

    @Test
    void micrometerIsNeededByItsOwnPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", BASE + ".micrometer..")
                .check(classes);
    }

    @Test
    void noLibraryIsSeenOutside() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(new ArchCondition<>("have no type of a library in the signature") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean shown = method.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getPackageName)
                                .anyMatch(name -> name.startsWith("feign")
                                        || name.startsWith("dev.failsafe")
                                        || name.startsWith("com.fasterxml")
                                        || name.startsWith("org.apache"));
                        events.add(new SimpleConditionEvent(method, !shown, method.getFullName()));
                    }
                })
                .check(classes);
    }

    @Test
    void everyEndpointSaysWhatItDoesAndDecodesNoSlash() {
        classes()
                .that()
                .resideInAnyPackage(BASE + ".api", BASE + ".product")
                .and()
                .haveSimpleNameEndingWith("Api")
                .should(new ArchCondition<>("describe every method") {
                    @Override
                    public void check(JavaClass resource, ConditionEvents events) {
                        for (JavaMethod method : resource.getMethods()) {
                            boolean described = method.isAnnotatedWith(Endpoint.class)
                                    && method.isAnnotatedWith(RequestLine.class)
                                    && !method.getAnnotationOfType(RequestLine.class)
                                            .decodeSlash()
                                    && method.getModifiers().contains(JavaModifier.ABSTRACT);
                            events.add(new SimpleConditionEvent(method, described, method.getFullName()));
                        }
                    }
                })
                .check(classes);
    }

    @Test
    void everyPackageIsExported() {
        assertThat(exported()).isEqualTo(packages());
    }

    @ParameterizedTest
    @CsvSource({"'', 50", ".api, 16", ".model, 46", ".micrometer, 2", ".product, 13", ".product.model, 38"})
    void visibleTypesHaveACeiling(String name, int ceiling) {
        List<String> visible = classes.stream()
                .filter(type -> type.getPackageName().equals(BASE + name))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();

        assertThat(visible).hasSizeLessThanOrEqualTo(ceiling);
    }
}
