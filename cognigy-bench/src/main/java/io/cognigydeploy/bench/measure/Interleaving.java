package io.cognigydeploy.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Blocks of several kinds of work in turns, in an order that is drawn anew for each round. So a disturbance that lasts
 * meets all of them.
 */
public final class Interleaving {

    /** How many rounds before the measured ones, for each of these. */
    private static final int WARM_UP = 3;

    private final int calls;
    private final int rounds;
    private final Consumer<String> progress;
    private final Random order = new Random(1);

    /**
     * Creates rounds of blocks.
     *
     * @param calls of each block
     * @param rounds that are measured
     * @param progress receives a line now and then
     */
    public Interleaving(int calls, int rounds, Consumer<String> progress) {
        this.calls = calls;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Measures every work on this thread. */
    public List<Series> serial(Map<String, Work> works) throws Exception {
        return run(works, Block::serial);
    }

    /** Measures every work on all threads of a crowd. */
    public List<Series> crowded(Crowd crowd, Map<String, Work> works) throws Exception {
        return run(works, crowd::block);
    }

    private List<Series> run(Map<String, Work> works, Measure measure) throws Exception {
        List<String> names = List.copyOf(works.keySet());
        progress.accept("Warming up");
        rounds(works, WARM_UP * rounds, measure);
        progress.accept("Measuring " + rounds + " rounds of " + calls + " calls");
        Map<String, List<Block>> blocks = rounds(works, rounds, measure);
        return names.stream()
                .map(name -> new Series(name, blocks.getOrDefault(name, List.of())))
                .toList();
    }

    private Map<String, List<Block>> rounds(Map<String, Work> works, int count, Measure measure) throws Exception {
        Map<String, List<Block>> blocks =
                works.keySet().stream().collect(Collectors.toMap(name -> name, name -> new ArrayList<>()));
        List<Map.Entry<String, Work>> turns = new ArrayList<>(works.entrySet());
        for (int round = 0; round < count; round++) {
            Collections.shuffle(turns, order);
            for (Map.Entry<String, Work> turn : turns) {
                Block block = measure.block(calls, turn.getValue());
                blocks.computeIfPresent(turn.getKey(), (name, list) -> {
                    list.add(block);
                    return list;
                });
            }
        }
        return blocks;
    }

    private interface Measure {
        Block block(int calls, Work work) throws Exception;
    }
}
