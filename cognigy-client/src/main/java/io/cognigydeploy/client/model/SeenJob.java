package io.cognigydeploy.client.model;

import java.util.Optional;

record SeenJob(String id, JobState state, Optional<String> message) implements Job {}
