package io.cognigydeploy.testing;

import io.cognigydeploy.client.ProseRules;

class ProseTest extends ProseRules {}
