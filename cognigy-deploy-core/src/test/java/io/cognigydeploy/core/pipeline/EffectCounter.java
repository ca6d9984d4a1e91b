package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Transport;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** A transport to a fake platform that counts the requests that change something there. */
final class EffectCounter implements Transport {

    private final FakeCognigy fake;
    private int effects;

    EffectCounter(FakeCognigy fake) {
        this.fake = fake;
    }

    FakeCognigy fake() {
        return fake;
    }

    int effects() {
        return effects;
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        String before = request.method().equals("GET") ? "" : fake.toJson();
        try {
            return fake.exchange(request, limit);
        } finally {
            if (!request.method().equals("GET") && !before.equals(fake.toJson())) {
                effects++;
            }
        }
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return fake.addresses(host);
    }
}
