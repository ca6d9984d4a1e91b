package io.cognigydeploy.spring.example;

import io.cognigydeploy.client.ProseRules;

class ProseTest extends ProseRules {}
