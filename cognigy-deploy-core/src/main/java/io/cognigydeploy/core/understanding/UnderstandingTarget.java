package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import java.util.Optional;

/**
 * A version of a bot that utterances are put to. Implement it for any other system; it is called by several threads at
 * once.
 */
@FunctionalInterface
public interface UnderstandingTarget {

    /**
     * Returns the understanding of an utterance. Its labels are not for the target.
     *
     * @throws CognigyException if there is no answer; it is recorded, and the other utterances are asked
     */
    Understood understand(Labelled utterance) throws InterruptedException;

    /** Returns the name of the target in reports and records. Default: the name of the class. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Returns the clock of the target. Default: that of the system. */
    default Time time() {
        return Time.SYSTEM;
    }

    /** Returns the version of a bot that is deployed, through the platform's test endpoint. */
    static UnderstandingTarget bot(CognigyClient cognigy, String botId) {
        return new AskedBot(Argument.given("cognigy", cognigy), Argument.id("botId", botId));
    }

    /**
     * Returns the version that an endpoint of a project serves. Each utterance begins a conversation in test mode, which
     * is not billed. Test mode allows 600 messages an hour; further ones wait for the next hour.
     *
     * <p>Intents are those of the conversation's record, which is awaited for at most 30 s after the answer. If the first
     * three records do not appear in that time, no further one is awaited, and only answers can be compared.
     *
     * @param endpoint the id of an endpoint of the channel {@code rest}
     */
    static UnderstandingTarget endpoint(CognigyInstallation installation, Project project, ObjectId endpoint) {
        return new AskedEndpoint(
                Argument.given("installation", installation),
                Argument.given("project", project),
                Argument.given("endpoint", endpoint),
                Optional.empty());
    }

    /**
     * Returns a snapshot that an endpoint of a project serves, like {@link #endpoint(CognigyInstallation, Project,
     * ObjectId)}. An answer whose record states another snapshot is a failure to answer.
     */
    static UnderstandingTarget snapshot(
            CognigyInstallation installation, Project project, ObjectId endpoint, ObjectId snapshot) {
        return new AskedEndpoint(
                Argument.given("installation", installation),
                Argument.given("project", project),
                Argument.given("endpoint", endpoint),
                Optional.of(Argument.given("snapshot", snapshot)));
    }
}
