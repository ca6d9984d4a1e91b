package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bot version that has a share of the conversations until it has all of them or none. */
final class Canary extends Deployment {

    static final String COMPLETED_EVENT = "deployment.canary.completed";
    static final String ROLLED_BACK_EVENT = "deployment.canary.rolled_back";

    private double share;
    private @Nullable Instant endedAt;

    Canary(World world, String id, String bot, String environment, String version, String createdAt, JobScript script) {
        super(world, id, bot, environment, version, createdAt, script);
    }

    /** Puts a canary back where it was when it was written down. */
    void restore(double percent, @Nullable Instant end) {
        share = percent;
        endedAt = end;
    }

    /**
     * Gives the version this share of the conversations, in percent. With all of them the version is live; with none
     * the canary is over.
     */
    void split(double percent) {
        share = percent;
        if (percent >= 100) {
            jump(JobState.COMPLETED.text());
        } else if (percent == 0) {
            jump(JobState.ROLLED_BACK.text());
        }
    }

    @Override
    boolean canBeUndoneNow(Deployment underWay) {
        return underWay == this && !isUndoing();
    }

    @Override
    void entered(JobState state) {
        if (state.equals(JobState.COMPLETED)) {
            end(100);
            world().webhooks.publish(COMPLETED_EVENT, json());
        } else if (state.equals(JobState.ROLLED_BACK)) {
            end(0);
            world().webhooks.publish(ROLLED_BACK_EVENT, json());
        } else if (hasEnded() && !isUndoing()) {
            end(0);
        }
    }

    private void end(double percent) {
        share = percent;
        if (endedAt == null) {
            endedAt = world().time().now();
        }
    }

    double share() {
        return share;
    }

    /** Returns the time at which the canary's own share ended. */
    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    @Override
    ObjectNode json() {
        ObjectNode json = super.json().put("type", "canary");
        json.putObject("traffic_matrix").put("stable", 100 - share).put("canary", share);
        return json;
    }

    @Override
    public String toString() {
        return super.toString() + ", a canary of " + share + " %";
    }
}
