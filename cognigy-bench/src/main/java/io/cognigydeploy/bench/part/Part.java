package io.cognigydeploy.bench.part;

import io.cognigydeploy.bench.measure.Work;
import java.util.Map;

/**
 * One thing that this library does without a platform, and others too.
 *
 * @param name with the size of the input
 * @param product this library's way
 * @param peers the ways of others for the same input, by name
 * @param goals how many times as fast as a peer this library shall be, by the peer's name
 */
public record Part(String name, Work product, Map<String, Work> peers, Map<String, String> goals) {}
