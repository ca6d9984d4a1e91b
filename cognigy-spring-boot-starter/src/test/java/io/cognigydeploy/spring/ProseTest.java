package io.cognigydeploy.spring;

import io.cognigydeploy.client.ProseRules;

class ProseTest extends ProseRules {}
