package io.cognigydeploy.bench.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The blocks of one variant, one for each round. */
public record Series(String name, List<Block> blocks) {

    public Series {
        blocks = List.copyOf(blocks);
    }

    /** Returns the quartiles of a cost of the blocks. */
    public Quartiles of(ToDoubleFunction<Block> cost) {
        return Quartiles.of(blocks.stream().mapToDouble(cost));
    }

    /** Returns the quartiles of a cost as a ratio to that of a baseline in the same round. */
    public Quartiles ratio(Series baseline, ToDoubleFunction<Block> cost) {
        return Quartiles.of(IntStream.range(0, blocks.size())
                .mapToDouble(round -> cost.applyAsDouble(blocks.get(round))
                        / cost.applyAsDouble(baseline.blocks().get(round))));
    }

    /** Returns the quartiles of a cost less that of a baseline in the same round. */
    public Quartiles difference(Series baseline, ToDoubleFunction<Block> cost) {
        return Quartiles.of(IntStream.range(0, blocks.size())
                .mapToDouble(round -> cost.applyAsDouble(blocks.get(round))
                        - cost.applyAsDouble(baseline.blocks().get(round))));
    }

    /** Returns the time that a part of all calls, such as 0.99, does not exceed. */
    public double quantileNanos(double part) {
        long[] all = blocks.stream().flatMapToLong(Block::nanos).sorted().toArray();
        return all[Math.min(all.length - 1, (int) (part * all.length))];
    }
}
