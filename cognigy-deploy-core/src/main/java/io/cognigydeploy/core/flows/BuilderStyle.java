package io.cognigydeploy.core.flows;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

@Target(ElementType.TYPE)
@Retention(RetentionPolicy.SOURCE)
@Value.Style(
        builderVisibility = Value.Style.BuilderVisibility.PACKAGE,
        jdkOnly = true,
        allowedClasspathAnnotations = Override.class)
@interface BuilderStyle {}
