/** A Spring Boot application with a page that starts, follows, approves, cancels and undoes releases. */
@NullMarked
package io.cognigydeploy.spring.example;

import org.jspecify.annotations.NullMarked;
