package io.cognigydeploy.spring.example;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The platform while none is configured: a fake inside the application, whose deployments take a few polls. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${cognigy.base-url:}'.isEmpty()")
class FakePlatform {

    @Bean
    FakeCognigy fakeCognigy() {
        return FakeCognigy.withDefaultWorld(Time.SYSTEM)
                .everyJob(JobScript.states("queued", "running", "running", "running", "running", "completed"));
    }

    @Bean
    CognigyClient cognigyClient(FakeCognigy fake) {
        return fake.client();
    }
}
