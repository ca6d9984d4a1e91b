package io.cognigydeploy.core.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

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

    private final int[] first;
    private final int[] targets;

    private Graph(int[] first, int[] targets) {
        this.first = first;
        this.targets = targets;
    }

    /** Creates the graph with the first {@code edges} edges of two parallel arrays. */
    static Graph of(int nodes, int[] from, int[] to, int edges) {
        // Sorting by target and then, keeping that order, by source leaves the targets of each node in order.
        int[] byTarget = places(nodes, to, edges);
        int[] sortedFrom = new int[edges];
        int[] sortedTo = new int[edges];
        for (int edge = 0; edge < edges; edge++) {
            int place = byTarget[to[edge]]++;
            sortedFrom[place] = from[edge];
            sortedTo[place] = to[edge];
        }
        int[] first = places(nodes, sortedFrom, edges);
        int[] next = first.clone();
        int[] targets = new int[edges];
        for (int edge = 0; edge < edges; edge++) {
            targets[next[sortedFrom[edge]]++] = sortedTo[edge];
        }
        return new Graph(first, targets);
    }

    /** Returns where the edges of each node begin once they are sorted by it; one more than there are nodes. */
    private static int[] places(int nodes, int[] keys, int edges) {
        int[] places = new int[nodes + 1];
        for (int edge = 0; edge < edges; edge++) {
            places[keys[edge] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            places[node + 1] += places[node];
        }
        return places;
    }

    int nodes() {
        return first.length - 1;
    }

    boolean isLeaf(int node) {
        return first[node] == first[node + 1];
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
            for (int edge = first[queue[at]]; edge < first[queue[at] + 1]; edge++) {
                if (!reached.get(targets[edge])) {
                    reached.set(targets[edge]);
                    queue[end++] = targets[edge];
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
        int[] nextEdge = Arrays.copyOf(first, nodes);
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
                if (nextEdge[node] < first[node + 1]) {
                    int target = targets[nextEdge[node]++];
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
        private final int[] begins;
        private final int[] members;

        private Components(int[] of, int count) {
            this.of = of;
            this.begins = places(count, of, of.length);
            this.members = new int[of.length];
            int[] next = begins.clone();
            for (int node = 0; node < of.length; node++) {
                members[next[of[node]]++] = node;
            }
        }

        int count() {
            return begins.length - 1;
        }

        /** Returns the number of the node's component. */
        int of(int node) {
            return of[node];
        }

        /** Returns the nodes of a component, in order. */
        int[] members(int component) {
            return Arrays.copyOfRange(members, begins[component], begins[component + 1]);
        }

        /** Returns whether an edge leads from this component into another. */
        boolean isLeft(int component) {
            for (int at = begins[component]; at < begins[component + 1]; at++) {
                for (int edge = first[members[at]]; edge < first[members[at] + 1]; edge++) {
                    if (of[targets[edge]] != component) {
                        return true;
                    }
                }
            }
            return false;
        }

        /**
         * Returns for each node the length of the longest way from it through other components. All its successors,
         * except those in its own component, are on a lower level.
         */
        int[] levels() {
            int[] ofComponent = new int[count()];
            for (int component = 0; component < count(); component++) {
                int level = 0;
                for (int at = begins[component]; at < begins[component + 1]; at++) {
                    for (int edge = first[members[at]]; edge < first[members[at] + 1]; edge++) {
                        int other = of[targets[edge]];
                        if (other != component) {
                            level = Math.max(level, ofComponent[other] + 1);
                        }
                    }
                }
                ofComponent[component] = level;
            }
            int[] levels = new int[of.length];
            for (int node = 0; node < of.length; node++) {
                levels[node] = ofComponent[of[node]];
            }
            return levels;
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
            for (int component = 0; component < count(); component++) {
                int begin = begins[component];
                int end = begins[component + 1];
                int length = Integer.MAX_VALUE;
                int[] shortest = new int[0];
                for (int start = begin; start < Math.min(end, begin + CYCLE_STARTS) && length > 1; start++) {
                    rounds++;
                    int last = closest(members[start], length, rounds, round, cameFrom, distance, queue);
                    if (last >= 0) {
                        length = distance[last] + 1;
                        shortest = new int[length + 1];
                        shortest[length] = members[start];
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
                for (int edge = first[node]; edge < first[node + 1]; edge++) {
                    int target = targets[edge];
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
