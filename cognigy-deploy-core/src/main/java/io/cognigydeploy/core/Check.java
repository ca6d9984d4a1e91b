package io.cognigydeploy.core;

import io.cognigydeploy.core.text.Argument;
import java.util.List;

/**
 * A judgement from reads alone; it changes nothing. The type of the subject is when a check can run: a {@code
 * Check<Plan>} before the first change, a {@code Check<Applied>} after the last.
 *
 * <p>A check that returns null or throws anything, assertion errors included, could not judge, which counts as {@link
 * Verdict.Inconclusive}. Only errors of the virtual machine end the run where it stands. Interruption ends the check
 * and cancels the run.
 */
@FunctionalInterface
public interface Check<T> {

    Verdict judge(T subject) throws InterruptedException;

    /**
     * Returns the name of the check in reports and records. Default: the name of the class; give a lambda its name
     * where it is added.
     */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Returns the subject of the check as far as it is known before it judges, such as a test suite. Default: none. */
    default List<Evidence> about() {
        return List.of();
    }

    /**
     * Returns the check under another name.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    static <T> Check<T> named(String name, Check<? super T> check) {
        Argument.text("name", name);
        Argument.given("check", check);
        return new Check<>() {
            @Override
            public Verdict judge(T subject) throws InterruptedException {
                return check.judge(subject);
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Evidence> about() {
                return check.about();
            }
        };
    }
}
