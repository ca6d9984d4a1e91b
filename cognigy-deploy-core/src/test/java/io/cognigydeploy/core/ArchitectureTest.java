package io.cognigydeploy.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import io.cognigydeploy.client.LibraryRules;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends LibraryRules {

    ArchitectureTest() {
        // Each builder of a deployment without its target is named by the deployment around it.
        super("io.cognigydeploy.core", "Unplaced");
    }

    @Test
    void onlyTheClientTalksToThePlatform() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "feign..", "dev.failsafe..")
                .check(classes);
    }

    @Test
    void micrometerIsNeededByItsOwnRoomOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.cognigydeploy..micrometer..")
                .check(classes);
    }

    /** So that each is forced to the disk with the name by which it is found, and is its owner's alone. */
    @Test
    void filesAndFoldersAreMadeInOnePlace() {
        noClasses()
                .that()
                .doNotHaveSimpleName("DurableFiles")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(
                                HasName.Predicates.nameMatching(
                                        "create(File|Directory|Directories|TempFile)|write|writeString|newBufferedWriter|newOutputStream|copy|move"))
                        .and(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(Files.class)))))
                .check(classes);
    }
}
