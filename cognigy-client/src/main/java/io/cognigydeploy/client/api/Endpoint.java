package io.cognigydeploy.client.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the policy stack has to know about a request beyond its form. Every method of this package carries it. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Endpoint {

    Effect effect();

    /** The OAuth2 scope that the platform asks for. */
    String scope();

    /** The document's own names of the members that decide; default the model's. They are believed before others. */
    String[] own() default {};

    /** Whether the answer comes as {@code {success, data, message}}; the method then returns what is in {@code data}. Default false. */
    boolean enveloped() default false;
}
