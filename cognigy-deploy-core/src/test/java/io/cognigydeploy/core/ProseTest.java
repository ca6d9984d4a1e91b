package io.cognigydeploy.core;

import io.cognigydeploy.client.ProseRules;

class ProseTest extends ProseRules {}
