package io.cognigydeploy.client.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Properties of a request that the policies need beyond its form. Every method of this package has this annotation. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Endpoint {

    /** Returns the effect of the request. */
    Effect effect();

    /** Returns the OAuth2 scope that the platform requires. Default none, where no scope is documented. */
    String scope() default "";

    /**
     * Returns the document's own names of the members that decide; default the names of the model. They take precedence
     * over other names.
     */
    String[] own() default {};

    /**
     * Returns whether the answer has the form {@code {success, data, message}}. The method then returns the content of
     * {@code data}. Default false.
     */
    boolean enveloped() default false;
}
