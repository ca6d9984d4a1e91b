package io.cognigydeploy.assertj;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Outcome;

/** Assertions about an outcome. */
public class OutcomeAssert extends AbstractOutcomeAssert<OutcomeAssert, Outcome> {

    /** Creates assertions about this outcome. */
    public OutcomeAssert(Outcome actual) {
        super(actual, OutcomeAssert.class);
    }

    @Override
    Outcome outcome() {
        return actual;
    }

    @Override
    String described() {
        return Printable.shown(actual.toString());
    }
}
