package io.cognigydeploy.core.judge;

/**
 * The squared differences between neighbouring blocks of windows of one arm, each over the variance that chance alone gives.
 * Their mean is about 1 where errors are independent. Not safe for use by many threads.
 */
final class CountVariance {

    private final int block;
    private final long[] conversations;
    private final double[] errors;
    private int windows;
    private double sum;
    private int compared;

    /** @param block the number of windows of a block */
    CountVariance(int block) {
        this.block = block;
        conversations = new long[2 * block];
        errors = new double[2 * block];
    }

    /** Takes the next window. One without conversations is left out. */
    void add(long count, double failed) {
        if (count == 0) {
            return;
        }
        conversations[windows % conversations.length] = count;
        errors[windows % errors.length] = failed;
        windows++;
        if (windows >= conversations.length) {
            compare();
        }
    }

    private void compare() {
        double[] count = new double[2];
        double[] failed = new double[2];
        for (int i = 0; i < conversations.length; i++) {
            int half = i < block ? 0 : 1;
            int slot = (windows + i) % conversations.length;
            count[half] += conversations[slot];
            failed[half] += errors[slot];
        }
        double rate = (failed[0] + failed[1]) / (count[0] + count[1]);
        double byChance = rate * (1 - rate) * (1 / count[0] + 1 / count[1]);
        if (byChance > 0) {
            double difference = failed[1] / count[1] - failed[0] / count[0];
            sum += difference * difference / byChance;
            compared++;
        }
    }

    double sum() {
        return sum;
    }

    int compared() {
        return compared;
    }

    /** Returns the mean, drawn to an assumption that is worth so many independent comparisons. */
    double mean(double assumed, double worth) {
        double degrees = compared * Dispersion.WORTH / block;
        return (worth * assumed + (compared == 0 ? 0 : sum / compared * degrees)) / (worth + degrees);
    }
}
