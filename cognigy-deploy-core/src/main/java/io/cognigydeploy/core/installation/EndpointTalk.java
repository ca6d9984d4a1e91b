package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.InvalidRequestException;
import io.cognigydeploy.client.product.TalkApi;
import io.cognigydeploy.client.product.model.Channel;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.UrlToken;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.OwnSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A conversation with a switched endpoint in test mode, by a new user. Each text must be answered by an output of any form.
 *
 * @param label the name of the endpoint in records
 */
public record EndpointTalk(CognigyInstallation target, Endpoint endpoint, String label, List<String> texts)
        implements Check<Applied> {

    /** A gateway may fail once for no reason of the bot's. */
    private static final int ATTEMPTS = 3;

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "talk/" + label;
    }

    @Override
    public Verdict judge(Applied applied) throws InterruptedException {
        String open = "whether endpoint " + endpoint.name() + " answers is not confirmed: ";
        if (texts.isEmpty()) {
            return Verdict.unconfirmed(open + "there is no text to say");
        }
        if (!endpoint.channel().equals(Channel.REST)) {
            return Verdict.unconfirmed(
                    open + "only a REST endpoint can be talked to, and this one is " + endpoint.channel());
        }
        Optional<UrlToken> token = target.endpoints().get(endpoint.id()).urlToken();
        if (token.isEmpty()) {
            return Verdict.unconfirmed(open + "the platform states no URL token");
        }
        TalkApi talk;
        try {
            talk = target.talk();
        } catch (InvalidRequestException e) {
            return Verdict.unconfirmed(open + "the address of endpoints is not known");
        }
        return talk(talk, token.get(), open);
    }

    private Verdict talk(TalkApi talk, UrlToken token, String open) throws InterruptedException {
        for (int attempt = 1; true; attempt++) {
            try {
                return converse(talk, token);
            } catch (CallInterruptedException e) {
                throw e;
            } catch (CognigyException e) {
                Evidence answer = Evidence.of("attempt " + attempt, e.getMessage());
                boolean isAnswer = e instanceof ApiException;
                int status = e instanceof ApiException refusal ? refusal.status() : 0;
                if (status == 401 || status == 403) {
                    return Verdict.unconfirmed(open + "it refuses to talk without credentials", answer);
                }
                if (isAnswer && status < 500 && status != 408 && status != 429) {
                    return Verdict.fail("endpoint " + endpoint.name() + " refused to talk: " + e.getMessage(), answer);
                }
                if (attempt == ATTEMPTS) {
                    String because = "endpoint " + endpoint.name() + " did not answer: " + e.getMessage();
                    return status >= 500 ? Verdict.fail(because, answer) : Verdict.inconclusive(because, answer);
                }
            }
            target.time().sleep(BETWEEN);
        }
    }

    /** Sends all texts in one session of a user, both of which are new. */
    private Verdict converse(TalkApi talk, UrlToken token) {
        String user = OwnSession.fresh(target.random());
        String session = OwnSession.fresh(target.random());
        Findings findings = new Findings();
        for (String text : texts) {
            int outputs = talk.sayInTest(token, new TalkMessage(user, session, text))
                    .outputStack()
                    .size();
            findings.note("outputs after \"" + text + "\"", outputs);
            if (outputs == 0) {
                findings.against("endpoint " + endpoint.name() + " did not answer \"" + text + "\"");
            }
        }
        return findings.verdict("endpoint " + endpoint.name() + " answered all " + texts.size() + " texts");
    }
}
