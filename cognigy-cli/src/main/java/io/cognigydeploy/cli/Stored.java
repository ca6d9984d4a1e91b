package io.cognigydeploy.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The mark of an option that shapes the pipeline of a release. Its value is stored with each run and plan. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Stored {}
