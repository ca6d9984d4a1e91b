package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The graph against an oracle that is slow and plain: the transitive closure. */
class GraphTest {

    @Test
    void componentsLevelsCyclesAndReachAreThoseOfTheClosure() {
        Random random = new Random(20261120);
        for (int round = 0; round < 3000; round++) {
            int nodes = random.nextInt(13);
            int edges = nodes == 0 ? 0 : random.nextInt(nodes * (1 + random.nextInt(3)) + 1);
            int[] from = new int[edges];
            int[] to = new int[edges];
            boolean[][] closure = new boolean[nodes][nodes];
            int[][] distance = new int[nodes][nodes];
            for (int[] row : distance) {
                Arrays.fill(row, 1000);
            }
            for (int edge = 0; edge < edges; edge++) {
                from[edge] = random.nextInt(nodes);
                to[edge] = random.nextInt(nodes);
                closure[from[edge]][to[edge]] = true;
                distance[from[edge]][to[edge]] = 1;
            }
            for (int k = 0; k < nodes; k++) {
                for (int i = 0; i < nodes; i++) {
                    for (int j = 0; j < nodes; j++) {
                        closure[i][j] |= closure[i][k] && closure[k][j];
                        distance[i][j] = Math.min(distance[i][j], distance[i][k] + distance[k][j]);
                    }
                }
            }

            Graph.Components components = graph(nodes, from, to, edges).components();

            for (int i = 0; i < nodes; i++) {
                for (int j = 0; j < nodes; j++) {
                    boolean together = i == j || (closure[i][j] && closure[j][i]);
                    assertThat(components.of(i) == components.of(j)).isEqualTo(together);
                }
            }
            assertLevels(components.levels(), closure);
            assertCycles(components, closure, distance);
            assertReach(graph(nodes, from, to, edges), closure, random);
        }
    }

    private static void assertLevels(int[] levels, boolean[][] closure) {
        for (int i = 0; i < levels.length; i++) {
            int highest = -1;
            for (int j = 0; j < levels.length; j++) {
                if (closure[i][j] && !closure[j][i]) {
                    assertThat(levels[j]).isLessThan(levels[i]);
                    highest = Math.max(highest, levels[j]);
                }
            }
            assertThat(levels[i]).isEqualTo(highest + 1);
        }
    }

    private static void assertCycles(Graph.Components components, boolean[][] closure, int[][] distance) {
        List<Integer> cyclic = new ArrayList<>();
        for (int i = 0; i < closure.length; i++) {
            if (closure[i][i] && !cyclic.contains(components.of(i))) {
                cyclic.add(components.of(i));
            }
        }
        List<int[]> cycles = components.cycles();
        assertThat(cycles).hasSameSizeAs(cyclic);
        for (int[] cycle : cycles) {
            assertThat(cycle[cycle.length - 1]).isEqualTo(cycle[0]);
            assertThat(cyclic).contains(components.of(cycle[0]));
            int shortest = 1000;
            for (int member : components.members(components.of(cycle[0]))) {
                shortest = Math.min(shortest, distance[member][member]);
            }
            assertThat(cycle.length - 1).isEqualTo(shortest);
            for (int at = 0; at + 1 < cycle.length; at++) {
                assertThat(distance[cycle[at]][cycle[at + 1]]).isEqualTo(1);
            }
        }
    }

    private static void assertReach(Graph graph, boolean[][] closure, Random random) {
        BitSet starts = new BitSet();
        BitSet expected = new BitSet();
        for (int i = 0; i < closure.length; i++) {
            if (random.nextInt(4) == 0) {
                starts.set(i);
                expected.set(i);
                for (int j = 0; j < closure.length; j++) {
                    if (closure[i][j]) {
                        expected.set(j);
                    }
                }
            }
        }
        assertThat(graph.reachableFrom(starts)).isEqualTo(expected);
    }

    @Test
    void aChainOrARingOfAMillionNeedsNoStack() {
        int nodes = 1_000_000;
        int[] from = new int[nodes];
        int[] to = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            from[i] = i;
            to[i] = (i + 1) % nodes;
        }

        assertThat(graph(nodes, from, to, nodes - 1).components().levels()[0]).isEqualTo(nodes - 1);
        assertThat(graph(nodes, from, to, nodes).components().cycles())
                .singleElement()
                .satisfies(cycle -> assertThat(cycle).hasSize(nodes + 1));
    }

    @Test
    void theOrderOfEdgesMakesNoDifference() {
        Random random = new Random(7);
        int[] from = random.ints(60, 0, 20).toArray();
        int[] to = random.ints(60, 0, 20).toArray();
        int[] fromBack = new int[60];
        int[] toBack = new int[60];
        for (int i = 0; i < 60; i++) {
            fromBack[i] = from[59 - i];
            toBack[i] = to[59 - i];
        }

        assertThat(graph(20, from, to, 60).components().cycles())
                .usingRecursiveComparison()
                .isEqualTo(graph(20, fromBack, toBack, 60).components().cycles());
    }

    private static Graph graph(int nodes, int[] from, int[] to, int edges) {
        return Graph.of(
                nodes,
                IntStream.range(0, edges)
                        .mapToObj(edge -> new Graph.Edge(from[edge], to[edge]))
                        .toList());
    }
}
