package io.cognigydeploy.core.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A directed graph over the numbers 0 to n-1. Every method takes time in proportion to nodes and edges, and none
 * recurses: a chain of a million edges needs no more stack than one edge. The order of the given edges makes no
 * difference to the results.
 */
final class Graph {

    /**
     * The number of nodes of a component from which the shortest cycle is searched. Makes the search linear in large
     * components.
     */
    static final int CYCLE_STARTS = 64;

    /** An edge from one node to another. */
    record Edge(int from, int to) {}

    private final int[][] targets;

    private Graph(int[][] targets) {
        this.targets = targets;
    }

    static Graph of(int nodes, List<Edge> edges) {
        return new Graph(targets(nodes, edges));
    }

    /** Returns the targets of each node, in order. */
    private static int[][] targets(int nodes, List<Edge> edges) {
        int[] sizes = new int[nodes];
        edges.forEach(edge -> sizes[edge.from()]++);
        int[][] targets = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        edges.forEach(edge -> targets[edge.from()][--sizes[edge.from()]] = edge.to());
        for (int[] some : targets) {
            Arrays.sort(some);
        }
        return targets;
    }

    int nodes() {
        return targets.length;
    }

    boolean isLeaf(int node) {
        return targets[node].length == 0;
    }

    /** Returns the nodes that can be reached from these nodes, they themselves included. */
    BitSet reachableFrom(BitSet starts) {
        BitSet reached = (BitSet) starts.clone();
        int[] queue = new int[nodes()];
        int end = 0;
        for (int node = starts.nextSetBit(0); node >= 0; node = starts.nextSetBit(node + 1)) {
            queue[end++] = node;
        }
        for (int at = 0; at < end; at++) {
            for (int target : targets[queue[at]]) {
                if (!reached.get(target)) {
                    reached.set(target);
                    queue[end++] = target;
                }
            }
        }
        return reached;
    }

    /** Returns the strongly connected components, by Tarjan's algorithm. */
    Components components() {
        int nodes = nodes();
        int[] seen = new int[nodes]; // in which order, counted from 1
        int[] lowest = new int[nodes];
        int[] component = new int[nodes];
        Arrays.fill(component, -1);
        int[] nextEdge = new int[nodes];
        int[] open = new int[nodes];
        int[] path = new int[nodes];
        int opened = 0;
        int clock = 0;
        int count = 0;
        for (int root = 0; root < nodes; root++) {
            if (seen[root] != 0) {
                continue;
            }
            int depth = 0;
            path[0] = root;
            while (depth >= 0) {
                int node = path[depth];
                if (seen[node] == 0) {
                    seen[node] = ++clock;
                    lowest[node] = clock;
                    open[opened++] = node;
                }
                if (nextEdge[node] < targets[node].length) {
                    int target = targets[node][nextEdge[node]++];
                    if (seen[target] == 0) {
                        path[++depth] = target;
                    } else if (component[target] < 0) {
                        lowest[node] = Math.min(lowest[node], seen[target]);
                    }
                    continue;
                }
                if (lowest[node] == seen[node]) {
                    do {
                        component[open[--opened]] = count;
                    } while (open[opened] != node);
                    count++;
                }
                depth--;
                if (depth >= 0) {
                    lowest[path[depth]] = Math.min(lowest[path[depth]], lowest[node]);
                }
            }
        }
        return new Components(component, count);
    }

    /** The components of the graph. An edge never leads into a component with a higher number than its own. */
    final class Components {

        private final int[] of;
        private final int[][] members;

        private Components(int[] of, int count) {
            this.of = of;
            this.members = targets(
                    count,
                    IntStream.range(0, of.length)
                            .mapToObj(node -> new Edge(of[node], node))
                            .toList());
        }

        /** Returns the number of the node's component. */
        int of(int node) {
            return of[node];
        }

        /** Returns the nodes of a component, in order. */
        int[] members(int component) {
            return members[component];
        }

        /** Returns whether an edge leads from this component into another. */
        boolean isLeft(int component) {
            return others(component).findAny().isPresent();
        }

        /** Returns the other components that edges lead to from this one. */
        private IntStream others(int component) {
            return Arrays.stream(members[component])
                    .flatMap(member -> Arrays.stream(targets[member]))
                    .map(target -> of[target])
                    .filter(other -> other != component);
        }

        /**
         * Returns for each node the length of the longest way from it through other components. All its successors,
         * except those in its own component, are on a lower level.
         */
        int[] levels() {
            int[] levels = new int[members.length];
            for (int component = 0; component < levels.length; component++) {
                levels[component] =
                        others(component).map(other -> levels[other] + 1).max().orElse(0);
            }
            return Arrays.stream(of).map(component -> levels[component]).toArray();
        }

        /**
         * Returns a cycle through each component that has one, with its first node repeated at its end. The cycle is
         * the shortest of those through any of the component's first {@value #CYCLE_STARTS} nodes.
         */
        List<int[]> cycles() {
            List<int[]> cycles = new ArrayList<>();
            int[] round = new int[of.length];
            int[] cameFrom = new int[of.length];
            int[] distance = new int[of.length];
            int[] queue = new int[of.length];
            int rounds = 0;
            for (int[] component : members) {
                int length = Integer.MAX_VALUE;
                int[] shortest = new int[0];
                for (int number = 0; number < Math.min(component.length, CYCLE_STARTS) && length > 1; number++) {
                    int start = component[number];
                    rounds++;
                    int last = closest(start, length, rounds, round, cameFrom, distance, queue);
                    if (last >= 0) {
                        length = distance[last] + 1;
                        shortest = new int[length + 1];
                        shortest[length] = start;
                        for (int at = length - 1, node = last; at >= 0; at--, node = cameFrom[node]) {
                            shortest[at] = node;
                        }
                    }
                }
                if (shortest.length > 0) {
                    cycles.add(shortest);
                }
            }
            cycles.sort((one, other) -> Integer.compare(one[0], other[0]));
            return cycles;
        }

        /** Returns the nearest node that leads back to the start in fewer edges than this number, or -1. */
        private int closest(int start, int below, int mark, int[] round, int[] cameFrom, int[] distance, int[] queue) {
            queue[0] = start;
            round[start] = mark;
            distance[start] = 0;
            int end = 1;
            for (int at = 0; at < end; at++) {
                int node = queue[at];
                if (distance[node] + 1 >= below) {
                    return -1;
                }
                for (int target : targets[node]) {
                    if (target == start) {
                        return node;
                    }
                    if (of[target] == of[start] && round[target] != mark) {
                        round[target] = mark;
                        cameFrom[target] = node;
                        distance[target] = distance[node] + 1;
                        queue[end++] = target;
                    }
                }
            }
            return -1;
        }
    }
}
