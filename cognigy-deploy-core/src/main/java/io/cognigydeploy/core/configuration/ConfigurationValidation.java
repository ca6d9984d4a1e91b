package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Finding;
import io.cognigydeploy.client.model.Validation;
import io.cognigydeploy.client.model.ValidationRequest;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** A gate on the platform's validation of a configuration for its environment. */
record ConfigurationValidation(ConfigurationDeployment deployment) implements Check<Plan> {

    @Override
    public String name() {
        return "validation";
    }

    @Override
    public Verdict judge(Plan plan) {
        try {
            return judge(plan.cognigy()
                    .environments()
                    .validate(
                            deployment.environmentId(),
                            ValidationRequest.builder()
                                    .environmentId(deployment.environmentId())
                                    .configurationSnapshot(deployment.snapshot())
                                    .capacityConstraints(deployment.capacity())
                                    .isolationRules(deployment.isolation())
                                    .build()));
        } catch (NotFoundException e) {
            return Verdict.fail("there is no environment " + deployment.environmentId() + ". Check its id.");
        }
    }

    static Verdict judge(Validation answer) {
        List<Finding> errors = answer.validationErrors().orElse(List.of());
        Findings findings = new Findings();
        errors.forEach(error -> findings.note("error", error));
        answer.warnings().orElse(List.of()).forEach(warning -> findings.note("warning", warning));
        answer.capacityUtilization().ifPresent(share -> findings.note("capacity utilization", share));
        if (answer.valid().isEmpty()) {
            return findings.inconclusive(
                    answer.whyAbsent("valid", "the platform does not say whether the configuration is valid"));
        }
        if (!answer.valid().get()) {
            return findings.fail("the platform reports the configuration as not valid" + listed(errors));
        }
        if (!errors.isEmpty()) {
            return findings.inconclusive(
                    "the platform reports the configuration as valid, but with errors" + listed(errors));
        }
        // Written so that NaN is refused too.
        if (answer.capacityUtilization().filter(share -> !(share >= 0)).isPresent()) {
            return findings.inconclusive("the platform states an impossible capacity utilization");
        }
        if (answer.capacityUtilization().filter(share -> share > 1).isPresent()) {
            return findings.fail("the configuration needs more capacity than the environment has");
        }
        return findings.verdict("the platform reports the configuration as valid");
    }

    private static String listed(List<Finding> errors) {
        return errors.isEmpty() ? "" : errors.stream().map(Finding::text).collect(Collectors.joining("; ", ": ", ""));
    }
}
