package io.cognigydeploy.browser;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Traffic;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Reports of runs on a fake platform, each with something that a page must cope with. */
enum SampleReport {
    SUCCEEDED,
    REJECTED_BY_ONE_OF_FORTY,
    ROLLED_BACK,
    UNKNOWN,
    CANARY,
    HOSTILE,
    THOUSAND_FLOWS;

    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String CANARY_BOT = "bot_abc123";

    /** Returns the report of a new run, whose records are in this folder. */
    Report in(Path records) {
        return switch (this) {
            case SUCCEEDED -> bot(records, builder -> builder);
            case REJECTED_BY_ONE_OF_FORTY -> bot(records, SampleReport::withFortyGates);
            case ROLLED_BACK ->
                bot(
                        records,
                        builder -> builder.verify("smoke test", applied -> Verdict.fail("no answer to: hello"))
                                .onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));
            case UNKNOWN ->
                bot(
                        records,
                        builder -> builder.verify(
                                "smoke test",
                                applied -> Verdict.inconclusive("the bot was asked and did not answer"),
                                OnFailedVerification.ASK));
            case CANARY -> canary(records);
            case HOSTILE -> bot(records, SampleReport::hostile);
            case THOUSAND_FLOWS -> flows(records);
        };
    }

    private static DeploymentPipeline.Builder<BotDeployment> withFortyGates(
            DeploymentPipeline.Builder<BotDeployment> builder) {
        IntStream.rangeClosed(1, 39)
                .forEach(number -> builder.gate(
                        "suite " + number,
                        plan -> number == 34
                                ? Verdict.fail(
                                        "181 of 200 tests passed, 95 % are needed", Evidence.of("pass rate", "0.905"))
                                : Verdict.pass("200 of 200 tests passed", Evidence.of("pass rate", "1.0"))));
        return builder;
    }

    private static DeploymentPipeline.Builder<BotDeployment> hostile(
            DeploymentPipeline.Builder<BotDeployment> builder) {
        return builder.actor("<script>document.title = 'taken'</script>")
                .gate(
                        "<img src=x onerror=\"document.title='taken'\">" + "w".repeat(400),
                        plan -> Verdict.fail(
                                "فشل الاختبار: لم يجب الروبوت على السؤال 12 من 20 في البيئة prod",
                                Evidence.of("سبب", "انتهت المهلة"),
                                Evidence.of("x".repeat(300), "</td></table><h1>" + "y".repeat(300))))
                .gate("שער איכות", plan -> Verdict.inconclusive("לא נמצאו תוצאות. " + "לא".repeat(200)))
                .gate("passes " + "z".repeat(500), plan -> Verdict.pass("ok".repeat(300)));
    }

    private static Report bot(Path records, UnaryOperator<DeploymentPipeline.Builder<BotDeployment>> more) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        var pipeline = more.apply(BotDeployment.pipeline(fake.client())
                        .gate(QualityGate.suite("suite_regression_v24")
                                .minPassRate(0.95)
                                .requireApproval())
                        .journal(records))
                .build();
        return pipeline.run(pipeline.plan(BotDeployment.of(BOT, "v2.4.1-stable").to("env_prod_us_east_1")));
    }

    private static Report canary(Path records) {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.traffic(CANARY_BOT, "stable", Traffic.good().errorRate(0.03).perMinute(800));
        fake.traffic(CANARY_BOT, "canary", Traffic.good().errorRate(0.07).perMinute(800));
        var pipeline = CanaryDeployment.pipeline(fake.client()).journal(records).build();
        return pipeline.run(pipeline.plan(CanaryDeployment.of(CANARY_BOT, "2.1.0-canary")
                .to("env_prod_456")
                .validatedBy(CanaryValidator.defaults().withHistory(0))));
    }

    private static Report flows(Path records) {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0");
        IntStream.rangeClosed(1, 1_000).forEach(number -> {
            fake.addFlow("env_dev", flow(number, "1.1.0"));
            fake.addFlow("env_prod", flow(number, "1.0.0"));
        });
        var pipeline = FlowBundle.pipeline(fake.client()).journal(records).build();
        return pipeline.run(pipeline.plan(FlowBundle.from("env_dev").to("env_prod")));
    }

    private static String flow(int number, String version) {
        return """
            {"id":"flow_%1$d","name":"flow %1$d","version":"%2$s","nodes":[{"id":"s","type":"start",\
            "configuration":{"was":"%2$s"}},{"id":"e","type":"end","configuration":{}}],\
            "edges":[{"from":"s","to":"e","condition":null}],"externalReferences":[]}\
            """.formatted(number, version);
    }
}
