// A release through the vendor's own client, against an installation that serves two projects. The steps are those of every
// release: record, make, wait, resolve, test, package, download, upload, resolve again, switch, verify, talk, switch back.
const { RestAPIClient } = require("@cognigy/rest-api-client");
const { strict: assert } = require("node:assert");
const { createHash } = require("node:crypto");

const [baseUrl, apiKey] = process.argv.slice(2);
const client = new RestAPIClient({ baseUrl, numberOfRetries: 0 });
client.setCredentials({ type: "ApiKey", apiKey });

const step = text => console.log(text);
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

async function ended(task) {
  for (;;) {
    const { status, data, failReason } = await client.readTask({ taskId: task._id });
    if (status === "done") {
      return data;
    }
    assert.ok(["queued", "active"].includes(status), `${status}: ${failReason}`);
    await pause(50);
  }
}

async function named(list, name) {
  const found = (await list).items.find(each => each.name === name);
  assert.ok(found, `nothing is called ${name}`);
  return found;
}

async function resolved(snapshotId, resourceType, name) {
  return (await named(client.indexResourcesInSnapshot({ snapshotId, resourceType }), name)).referenceId;
}

async function say(urlToken, sessionId) {
  const answer = await fetch(`${baseUrl}/test/${urlToken}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ userId: `user-of-${sessionId}`, sessionId, text: "hello" }),
  });
  assert.equal(answer.status, 200);
  const { outputStack } = await answer.json();
  assert.ok(outputStack.length > 0, "an empty answer");
}

async function release() {
  const dev = await named(client.indexProjects({}), "shop-dev");
  const prod = await named(client.indexProjects({}), "shop-prod");
  assert.equal((await client.readProject({ projectId: prod._id })).name, "shop-prod");
  step("projects");

  const { _id: endpointId } = await named(client.indexEndpoints({ projectId: prod._id }), "Web");
  const before = await client.readEndpoint({ endpointId });
  assert.ok(before.entrypoint && before.URLToken);
  step("endpoint before");

  const name = "shop by the vendor's client";
  const count = (await client.indexSnapshots({ projectId: dev._id, limit: 100, sort: "createdAt:desc" })).total;
  await ended(await client.createSnapshot({ projectId: dev._id, name, description: "of a test" }));
  const made = await named(client.indexSnapshots({ projectId: dev._id, limit: 100 }), name);
  assert.equal((await client.indexSnapshots({ projectId: dev._id })).total, count + 1);
  assert.equal((await client.readSnapshot({ snapshotId: made._id })).hash, made.hash);
  step("snapshot");

  const playbook = await named(client.indexPlaybooks({ projectId: dev._id }), "Smoke");
  const scheduled = await client.schedulePlaybook({
    playbookId: playbook._id,
    entrypoint: made._id,
    flowId: await resolved(made._id, "flow", "Main"),
    localeId: await resolved(made._id, "locale", "English"),
  });
  const { playbookRunId } = await ended(scheduled);
  const run = await client.readPlaybookRun({ playbookId: playbook._id, playbookRunId });
  assert.equal(run.status, "successful");
  assert.ok((await client.indexPlaybookRuns({ playbookId: playbook._id })).items.length > 0);
  step("playbook");

  await ended(await client.packageSnapshot({ snapshotId: made._id }));
  const { downloadLink } = await client.composeSnapshotDownloadLink({ snapshotId: made._id });
  assert.equal(new URL(downloadLink).origin, new URL(baseUrl).origin);
  const file = Buffer.from(await (await fetch(downloadLink, { headers: { "X-API-Key": apiKey } })).arrayBuffer());
  assert.ok(file.length > 1000);
  step(`file of ${file.length} bytes, ${createHash("sha256").update(file).digest("hex")}`);

  const fileName = "shop.csnap";
  await ended(await client.uploadSnapshotPackage({ projectId: prod._id, file, fileName }));
  const target = await named(client.indexSnapshots({ projectId: prod._id, limit: 100 }), name);
  assert.notEqual(target._id, made._id);
  step("upload");

  const flowId = await resolved(target._id, "flow", "Main");
  const localeId = await resolved(target._id, "locale", "English");
  await client.updateEndpoint({ endpointId, entrypoint: target._id, flowId, localeId });
  const after = await client.readEndpoint({ endpointId });
  assert.deepEqual([after.entrypoint, after.flowId, after.localeId], [target._id, flowId, localeId]);
  step("switch");

  const sessionId = `session-${Date.now()}`;
  await say(after.URLToken, sessionId);
  const { items } = await client.readConversation({ projectId: prod._id, sessionId });
  assert.ok(items.some(item => item.snapshotId === target._id), "another snapshot answered");
  step("conversation");

  const { entrypoint, flowId: flowBefore, localeId: localeBefore } = before;
  await client.updateEndpoint({ endpointId, entrypoint, flowId: flowBefore, localeId: localeBefore });
  assert.equal((await client.readEndpoint({ endpointId })).entrypoint, entrypoint);
  step("switch back");

  await ended(await client.deleteSnapshot({ snapshotId: target._id }));
  assert.ok((await client.graphProject({ projectId: dev._id, dependencies: true }))[dev._id]);
  step("done");
}

release().catch(failure => {
  console.error(failure);
  process.exit(1);
});
