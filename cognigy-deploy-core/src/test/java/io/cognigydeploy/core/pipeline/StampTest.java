package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Times in the bodies that the platform's documents define, which Python's fromisoformat has to read. */
class StampTest {

    private static final String READABLE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?\\+00:00";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    static List<ReleaseExample<?>> kinds() {
        return ReleaseExample.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyTimeThatIsSentIsReadable(ReleaseExample<?> example) throws IOException {
        List<String> times = new ArrayList<>();
        for (RecordedRequest request : sent(example)) {
            if (!request.body().isEmpty() && request.body().startsWith("{")) {
                collect(Json.MAPPER.readTree(request.body()), times);
            }
        }

        assertThat(times).isNotEmpty().allMatch(time -> time.matches(READABLE), READABLE);
    }

    private <D extends Deployment> List<RecordedRequest> sent(ReleaseExample<D> example) {
        FakeCognigy fake = example.world().get();
        fake.time().advance(Duration.ofNanos(123_456_789));
        DeploymentPipeline<D> pipeline = example.setup()
                .on(fake, fake, records)
                .with(builder ->
                        builder.notify(CiWebhook.to(URI.create("https://ci.test/hooks/cognigy")), PlatformAudit.log()))
                .pipeline();
        pipeline.run(pipeline.plan(example.setup().on(fake, fake, records).deployment));
        return fake.requests();
    }

    private static void collect(JsonNode node, List<String> times) {
        if (node.isTextual() && node.textValue().matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
            times.add(node.textValue());
        }
        node.forEach(member -> collect(member, times));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T12:00:00Z, 2026-01-15T12:00:00+00:00",
        "2026-01-15T12:00:00.25Z, 2026-01-15T12:00:00.250000+00:00",
        "2026-01-15T12:00:00.123456789Z, 2026-01-15T12:00:00.123456+00:00",
        "2026-01-15T12:00:00.000000789Z, 2026-01-15T12:00:00+00:00"
    })
    void aTimeHasSixDecimalsOrNone(Instant at, String stamp) {
        assertThat(Time.stamp(at)).isEqualTo(stamp);
    }

    @Test
    void anAuditLogIsSaidToBeAsItWasWrittenUpToItsLastRecordOnly() {
        Path file = records.resolve("audit.jsonl");
        BotRelease release =
                new BotRelease(records.resolve("runs")).with(builder -> builder.audit(AuditLog.jsonLines(file)));
        int events = release.run().events().size();

        Verdict verdict = AuditLog.verify(file);

        assertThat(verdict.reason())
                .contains(
                        "up to its last record",
                        events + " records",
                        verdict.evidence().get(1).value());
    }
}
