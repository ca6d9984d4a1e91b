package io.cognigydeploy.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Blocks of several variants in turns, in an order that is drawn anew for each round. So a disturbance that lasts
 * meets all of them.
 */
public final class Interleaving {

    private final int calls;
    private final int rounds;
    private final int warmUp;
    private final Consumer<String> progress;
    private final Random order = new Random(1);

    /**
     * Creates rounds of blocks.
     *
     * @param calls of each block
     * @param rounds that are measured
     * @param warmUp rounds before those
     * @param progress receives a line now and then
     */
    public Interleaving(int calls, int rounds, int warmUp, Consumer<String> progress) {
        this.calls = calls;
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /** Measures all variants, by their names. */
    public List<Series> run(Map<String, BlockSource> variants) throws Exception {
        progress.accept("Warming up");
        rounds(variants, warmUp);
        progress.accept("Measuring " + rounds + " rounds of " + calls + " calls");
        Map<String, List<Block>> blocks = rounds(variants, rounds);
        return variants.keySet().stream()
                .map(name -> new Series(name, blocks.getOrDefault(name, List.of())))
                .toList();
    }

    private Map<String, List<Block>> rounds(Map<String, BlockSource> variants, int count) throws Exception {
        Map<String, List<Block>> blocks =
                variants.keySet().stream().collect(Collectors.toMap(name -> name, name -> new ArrayList<>()));
        List<Map.Entry<String, BlockSource>> turns = new ArrayList<>(variants.entrySet());
        for (int round = 0; round < count; round++) {
            Collections.shuffle(turns, order);
            for (Map.Entry<String, BlockSource> turn : turns) {
                Block block = turn.getValue().block(calls);
                blocks.computeIfPresent(turn.getKey(), (name, list) -> {
                    list.add(block);
                    return list;
                });
            }
        }
        return blocks;
    }
}
