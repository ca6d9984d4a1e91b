package io.cognigydeploy.spring.example;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.spring.PipelineConfigurer;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pipelines of the application. */
@Configuration(proxyBeanMethods = false)
class Pipelines {

    @Bean
    DeploymentPipeline<BotDeployment> bots(
            CognigyClient cognigy,
            RunStore store,
            PipelineConfigurer pipelines,
            @Value("${example.poll:1s}") Duration poll) {
        return pipelines
                .configure(BotDeployment.pipeline(cognigy))
                .gate(QualityGate.suite("suite_regression_v24").minPassRate(0.95))
                .gate(Approval.in(store).within(Duration.ofHours(2)).every(poll))
                .poll(PollOptions.builder().interval(poll).build())
                .build();
    }
}
