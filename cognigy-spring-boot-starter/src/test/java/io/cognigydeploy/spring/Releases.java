package io.cognigydeploy.spring;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that releases one bot, after an approval, on the fake platform that is a bean. */
@Configuration(proxyBeanMethods = false)
class Releases {

    static final BotDeployment DEPLOYMENT =
            BotDeployment.of("bot_9f8e7d6c5b4a3210", "v2.4.1-stable").to("env_prod_us_east_1");

    @Bean
    CognigyClient client(FakeCognigy fake) {
        return fake.client();
    }

    @Bean
    DeploymentPipeline<BotDeployment> bots(CognigyClient cognigy, RunStore store, PipelineConfigurer configurer) {
        return configurer
                .configure(BotDeployment.pipeline(cognigy))
                .gate(Approval.in(store).every(Duration.ofMillis(5)))
                .poll(PollOptions.builder().interval(Duration.ofMillis(5)).build())
                .build();
    }
}
