package io.cognigydeploy.assertj;

import io.cognigydeploy.core.Plan;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractObjectAssert;

/** Assertions about a plan. */
public class PlanAssert extends AbstractObjectAssert<PlanAssert, Plan> {

    /** Creates assertions about this plan. */
    public PlanAssert(Plan actual) {
        super(actual, PlanAssert.class);
    }

    /**
     * Verifies that the plan makes exactly these changes, in this order.
     *
     * @param parts a part of each line of {@link Plan#changes()}
     */
    public PlanAssert changes(String... parts) {
        isNotNull();
        List<String> lines = actual.changes();
        if (lines.size() != parts.length
                || !IntStream.range(0, parts.length).allMatch(i -> lines.get(i).contains(parts[i]))) {
            throw mismatch("the changes to be " + Texts.quoted(parts));
        }
        return this;
    }

    /** Verifies that the plan changes nothing, because the target is as the deployment demands. */
    public PlanAssert isEmpty() {
        isNotNull();
        if (!actual.changes().isEmpty()) {
            throw mismatch("no changes");
        }
        return this;
    }

    /** Verifies that the plan has these gates, and maybe others. */
    public PlanAssert hasGates(String... names) {
        isNotNull();
        if (!Stream.of(names).allMatch(actual.gates()::contains)) {
            throw mismatch("the gates " + Texts.quoted(names));
        }
        return this;
    }

    private AssertionError mismatch(String expected) {
        return failure("%nExpected %s,%nbut was:%n%s", expected, actual.describe());
    }
}
