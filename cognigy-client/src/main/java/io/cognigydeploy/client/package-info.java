@NullMarked
@Value.Style(
        visibility = Value.Style.ImplementationVisibility.PACKAGE,
        overshadowImplementation = true,
        jdkOnly = true,
        jdk9Collections = true,
        allowedClasspathAnnotations = Override.class)
package io.cognigydeploy.client;

import org.immutables.value.Value;
import org.jspecify.annotations.NullMarked;
