package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.cognigydeploy.client.LibraryRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends LibraryRules {

    ArchitectureTest() {
        super("io.cognigydeploy.testing");
    }

    @Test
    void everyPackageIsExported() {
        assertThat(exported()).isEqualTo(packages());
    }

    @Test
    void visibleTypesHaveACeiling() {
        List<String> visible = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();

        assertThat(visible).hasSizeLessThanOrEqualTo(15);
    }
}
