package io.cognigydeploy.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The state that the {@link FakeCognigy} of a test begins with, for a test class or one method. That of a method takes
 * precedence over that of its class, and that of a class over that of the class around it.
 *
 * <pre>{@code
 * @World("shop.json")
 * final class ReleaseTest {
 *     @Test
 *     void releases(FakeCognigy fake, CognigyClient client, FakeTime time) { … }
 * }
 * }</pre>
 *
 * <p>Brings the {@link CognigyExtension} with it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(CognigyExtension.class)
public @interface World {

    /**
     * Returns the name of a class path resource with the state. It is relative to the package of the test class, or absolute with
     * a slash before it. Where there is no such resource, it is the path of a file. {@code docs/fake-server.md} describes the
     * form. A test whose state is absent or damaged fails with an {@code ExtensionConfigurationException} that names it.
     */
    String value();
}
