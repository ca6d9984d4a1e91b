package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of requests, and the words for a departure from them. */
final class FormTest {

    private static Collection<Form> forms() {
        return Form.ALL.values();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyPartOfAFormRefusesWhatItDoesNotName(Form form) {
        Stream<String> given = Stream.of(
                        Map.entry("query", form.query()),
                        Map.entry("body", form.body()),
                        Map.entry("form", form.form()))
                .filter(part -> part.getValue().isObject())
                .map(Map.Entry::getKey);

        assertThat(given)
                .allSatisfy(part -> assertThat(Form.departure(
                                "/requests/" + form.name() + "/" + part,
                                part,
                                Json.object().put("strange", 1)))
                        .hasValueSatisfying(text -> assertThat(text).matches(part + "[.]\\w+ is (missing|not known)")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$defs/page                                | 0                         | an integer from 1 to 1000000, not 0",
                "$defs/size                                | 51                        | an integer from 1 to 50, not 51",
                "$defs/url                                 | \"ftp://x/\"              | an http or https URL, not \"ftp://x/\"",
                "$defs/url                                 | \"http://x/{a}\"          | an http or https URL",
                "$defs/moment                              | \"2026-02-30T00:00:00Z\"  | an ISO 8601 time",
                "$defs/moment                              | \"2026-02-03T00:00:00\"   | an ISO 8601 time",
                "$defs/secret                              | \"whsec_?\"               | a secret",
                "$defs/secret                              | \" \"                     | a secret",
                "$defs/flow/properties/id                  | \"flow_\"                 | flow_ and letters or digits",
                "$defs/flow/properties/name                | \"\"                      | a name, not \"\"",
                "$defs/flow/properties/version             | \"1.2.0\\n\"              | a version such as 1.2.0",
                "$defs/flow/properties/nodes               | {}                        | an array, not {}",
                "$defs/flow/properties/nodes/items         | 7                         | an object, not 7",
                "$defs/flow/properties/nodes/items/properties/type | \"x\" | one of [start, intent, action, end, external]",
                "requests/metrics/query/properties/window  | \"15x\"                   | a window such as 15m",
                "requests/startRollout/body/properties/webhookCallbackUrl | 7          | an http or https URL, not 7",
                "requests/startRollout/body/properties/rollback_policy/properties/revert_snapshot_id | 7 | a string, not 7",
                "requests/testBot/body/properties/message  | null                      | a string, not null",
                "requests/startRollback/body/properties/force | 1                      | true or false, not 1",
                "$defs/capacity/properties/memory_limit_mb | 1.5                       | an integer, not 1.5"
            })
    void aDepartureIsExplained(String schema, String value, String words) throws Exception {
        assertThat(Form.departure("/" + schema, "it", Json.read(value)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("it must be " + words));
    }

    @Test
    void aLongValueIsCut() {
        assertThat(Form.departure("/$defs/page", "it", Json.array(Collections.nCopies(100, "x"))))
                .hasValueSatisfying(text -> assertThat(text).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "requests/startRollout/body/properties/webhookCallbackUrl, null",
        "requests/startRollout/body/properties/webhookCallbackUrl, '\"https://ci.example.com:8080/done?a=b\"'",
        "$defs/moment, '\"2026-02-03T00:00:00.5+01:00\"'",
        "$defs/secret, '\"whsec_MfKQ\"'",
        "$defs/snapshot, '{\"botVersion\":\"1\",\"other\":1}'"
    })
    void whatIsDocumentedIsNoDeparture(String schema, String value) throws Exception {
        assertThat(Form.departure("/" + schema, "it", Json.read(value))).isEmpty();
    }
}
