/** Spring Boot: the beans, properties, health and endpoint of an application that releases bots. */
@NullMarked
package io.cognigydeploy.spring;

import org.jspecify.annotations.NullMarked;
