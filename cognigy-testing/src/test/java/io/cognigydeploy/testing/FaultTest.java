package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /api/v1/deployments 1 503             | POST /api/v1/deployments #1 503",
                "post /api/v1/deployments 2 503 5           | POST /api/v1/deployments #2 503 Retry-After 5",
                "GET .* * 429 Wed, 21 Oct 2026 07:28:00 GMT | GET .* always 429 Retry-After Wed, 21 Oct 2026 07:28:00 GMT",
                "GET .* 2-4 drop                            | GET .* #2-4 connection_lost",
                "*  /a  1  applied-drop                     | * /a #1 connection_lost after effect",
                "GET /a 1 applied-500                       | GET /a #1 500 after effect",
                "GET /a 1 stall                             | GET /a #1 connection_lost after PT1H",
                "GET /a 1 applied-stall                     | GET /a #1 connection_lost after effect after PT1H",
                "GET /a 1 unreadable                        | GET /a #1 200 other body",
                "GET /a 1 applied-unreadable                | GET /a #1 usual other body",
                "GET /a 1 html                              | GET /a #1 200 other body",
                "GET /a 1 html-502                          | GET /a #1 502 other body",
                "GET /a 1 applied-html-504                  | GET /a #1 504 after effect other body",
                "GET /a 1 not-sent                          | GET /a #1 not_sent",
                "GET /a 1 gzip-bomb                         | GET /a #1 200 gzip bomb of 268435456",
                "GET /a 1 applied-deep                      | GET /a #1 usual other body",
                "GET /a 1 huge-number                       | GET /a #1 200 other body",
                "GET /a 2-3 stale-4                         | GET /a #2-3 usual stale by 4",
                "GET /a 1 revoke                            | GET /a #1 usual tokens revoked"
            })
    void aLineBecomesAFault(String line, String fault) {
        assertThat(Fault.parse(line)).hasToString(fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET /a 1",
                "GET /a 0 503",
                "GET /a 4-2 503",
                "GET /a x 503",
                "GET /a 1 600",
                "GET /a 1 99",
                "GET /a 1 explode",
                "GET /a 1 applied-",
                "GET /a 1 html-99",
                "GET /a 1 applied-not-sent",
                "GET /a 1 applied-revoke",
                "GET /a 1 stale-0",
                "GET [ 1 503"
            })
    void aMalformedLineIsAnsweredWithTheFormExpected(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.parse(line))
                .withMessageContaining("'" + line + "'")
                .withMessageContaining("METHOD PATH-REGEX NTH STATUS [RETRY-AFTER]");
    }

    @Test
    void faultsAreNotChangedByWhatIsMadeOfThem() {
        Fault drop = Fault.on("POST", "/a").drop();
        drop.times(3);
        assertThat(drop).hasToString("POST /a #1 connection_lost");
        assertThat(drop.nth(2).always()).hasToString("POST /a from #2 connection_lost");
        assertThatIllegalArgumentException().isThrownBy(() -> drop.nth(0));
        assertThatIllegalArgumentException().isThrownBy(() -> drop.status(100));
    }

    @Test
    void thePathIsMatchedAsAWhole() {
        Fault fault = Fault.on("POST", "/api/v1/deployments");
        assertThat(fault.matches("POST", "/api/v1/deployments")).isTrue();
        assertThat(fault.matches("POST", "/api/v1/deployments/dep_0001/rollback"))
                .isFalse();
        assertThat(fault.matches("GET", "/api/v1/deployments")).isFalse();
    }
}
