package io.cognigydeploy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The beans and their properties. */
class CognigyAutoConfigurationTest {

    private static final String URL = "cognigy.base-url=https://cognigy.test";

    @TempDir
    private Path folder;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CognigyAutoConfiguration.class,
                    Boot3HealthAutoConfiguration.class,
                    Boot4HealthAutoConfiguration.class,
                    RunsEndpointAutoConfiguration.class));

    @Test
    void withoutAPlatformThereAreAStoreAndAWorkerAndNoClient() {
        application.withPropertyValues("cognigy.store.folder=" + folder).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(CognigyClient.class);
            assertThat(context).hasSingleBean(RunWorker.class).hasSingleBean(CognigyRuns.class);
            assertThat(context.getBean(RunStore.class).name()).isEqualTo("folder " + folder);
        });
    }

    @Test
    void theClientHasThePlatformAndTheCredentialsOfTheProperties() {
        application
                .withPropertyValues(
                        URL,
                        "cognigy.client-id=releases",
                        "cognigy.client-secret=s3cret-of-releases",
                        "cognigy.rate-limit.requests-per-minute=30",
                        "cognigy.rate-limit.at-once=1")
                .run(context -> {
                    CognigyClient client = context.getBean(CognigyClient.class);
                    assertThat(client.baseUrl()).hasToString("https://cognigy.test");
                    assertThat(client.secrets().hide("is s3cret-of-releases")).isEqualTo("is ***");
                    assertThat(client.leastTime(31)).hasMinutes(1);
                    assertThat(context.getBean(CognigyProperties.class).toString())
                            .doesNotContain("s3cret");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Needy {

        @Bean
        DeploymentPipeline<BotDeployment> bots(CognigyClient cognigy, PipelineConfigurer pipelines) {
            return pipelines.configure(BotDeployment.pipeline(cognigy)).build();
        }
    }

    @Test
    void anApplicationThatLacksThePlatformReadsWhichPropertyIsMissing() {
        application
                .withUserConfiguration(Needy.class)
                .run(context -> assertThat(explained(Objects.requireNonNull(context.getStartupFailure())))
                        .isEqualTo("There is no CognigyClient, because the property cognigy.base-url is not set."));
    }

    /** Returns the explanation of a failed start that Spring Boot prints: that of the first analyzer which has one. */
    private static String explained(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.ArgumentResolver.of(Environment.class, new StandardEnvironment()),
                        (type, name, needsMore) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .getDescription();
    }

    @Test
    void aCustomizerChangesTheClientAfterTheProperties() {
        application
                .withPropertyValues(URL, "cognigy.api-key=key-of-releases")
                .withBean(CognigyClientCustomizer.class, () -> builder -> builder.fake())
                .run(context -> assertThat(context.getBean(CognigyClient.class).isFake())
                        .isTrue());
    }

    @Test
    void beansOfTheApplicationTakeThePlaceOfAll() {
        RunStore store = RunStore.files(folder);
        application
                .withUserConfiguration(Releases.class)
                .withBean(FakeCognigy.class, FakeCognigy::withDefaultWorld)
                .withBean(RunStore.class, () -> store)
                .withBean(RunWorker.class, () -> RunWorker.of(store))
                .withPropertyValues(URL, "cognigy.api-key=key-of-releases")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(RunStore.class)).isSameAs(store);
                    assertThat(context).hasSingleBean(RunWorker.class).hasSingleBean(CognigyClient.class);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cognigy.timeout=0s                          | cognigy.timeout | must be positive",
                "cognigy.attempt-timeout=-1s                 | cognigy.attempt-timeout | must be positive",
                "cognigy.rate-limit.at-once=0                | cognigy.rate-limit.at-once | must be from 1 to 1000000",
                "cognigy.rate-limit.requests-per-minute=0    | cognigy.rate-limit.requests-per-minute | must be from 1",
                "cognigy.worker.every=0s                     | cognigy.worker.every | must be positive",
                "cognigy.worker.concurrency=0                | cognigy.worker.concurrency | must be from 1",
                "cognigy.shutdown.timeout=-1s                | cognigy.shutdown.timeout | must be zero or positive",
                "cognigy.store.heartbeat=0s                  | cognigy.store.heartbeat | must be positive",
                "cognigy.store.patience=-1s                  | cognigy.store.patience | must be zero or positive",
                "cognigy.store.type=postgres                 | cognigy.store.type | needs one DataSource bean",
                "cognigy.base-url=https://cognigy.test       | cognigy.client-id | must be given, or api-key",
                "cognigy.base-url=ftp://cognigy.test, cognigy.api-key=k | cognigy.base-url | ",
                "cognigy.base-url=https://cognigy.test, cognigy.client-id=i | cognigy.client-secret | must be given",
                "cognigy.base-url=https://c.test, cognigy.client-id=i, cognigy.api-key=k | cognigy.api-key | not be given together",
            })
    void aPropertyThatIsNotValidIsNamedWithItsRule(String settings, String property, String rule) {
        application
                .withPropertyValues(settings.split(", "))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("Property " + property + " with value '")
                        .hasMessageContaining(rule == null ? "" : rule));
    }
}
