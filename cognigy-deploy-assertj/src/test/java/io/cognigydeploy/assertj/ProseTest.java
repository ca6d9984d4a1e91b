package io.cognigydeploy.assertj;

import io.cognigydeploy.client.ProseRules;

class ProseTest extends ProseRules {}
