package io.cognigydeploy.spring.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that releases bots. With nothing configured it works on a fake platform. */
@SpringBootApplication(proxyBeanMethods = false)
public class ReleaseApplication {

    public static void main(String[] args) {
        SpringApplication.run(ReleaseApplication.class, args);
    }
}
