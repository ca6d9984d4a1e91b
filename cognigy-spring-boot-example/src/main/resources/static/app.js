"use strict";

const byId = id => document.getElementById(id);
const tones = {
  "Succeeded": "good", "Waits for approval": "waits", "Under way": "waits",
  "Cancelled": "quiet", "Rolled Back": "quiet", "Rejected": "bad"
};
let shown = null;
let stream = null;

async function send(path, body) {
  const answer = await fetch("api/runs" + path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(text ? JSON.parse(text).error || text : answer.statusText);
  }
  return text ? JSON.parse(text) : {};
}

function report(problem) {
  byId("problem").textContent = problem;
}

function element(name, text, tone) {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = tone || "";
  return made;
}

function time(at, words) {
  const made = element("time", words);
  made.dateTime = at;
  return made;
}

async function list() {
  const runs = await (await fetch("api/runs")).json();
  byId("none").hidden = runs.length > 0;
  byId("list").replaceChildren(...runs.map(run => {
    const button = element("button", "");
    button.type = "button";
    button.dataset.run = run.runId;
    button.setAttribute("aria-current", String(run.runId === shown));
    button.append(element("span", run.deployment),
        element("span", run.state, tones[run.state] || "bad"),
        element("span", new Date(run.begun).toLocaleString(), "quiet"));
    button.addEventListener("click", () => show(run.runId));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

function describe(run) {
  byId("platform").textContent = run.platform;
  byId("detail-heading").textContent = run.deployment;
  byId("state").textContent = run.state;
  byId("state").className = tones[run.state] || "bad";
  byId("because").textContent = run.because;
  byId("run-id").textContent = run.runId;
  byId("begun").replaceWith(Object.assign(time(run.begun, new Date(run.begun).toLocaleString()), {id: "begun"}));
  byId("decision").hidden = run.changes.length === 0;
  byId("changes").replaceChildren(...run.changes.map(change => element("li", change)));
  byId("act").hidden = run.actions.length === 0;
  for (const button of byId("act").querySelectorAll("button")) {
    button.hidden = !run.actions.includes(button.value);
  }
}

function follow(runId, before) {
  if (stream) {
    stream.close();
  }
  const lines = byId("progress");
  const mine = new EventSource(`api/runs/${runId}/events?after=${lines.children.length}`);
  stream = mine;
  mine.addEventListener("progress", event => {
    const line = JSON.parse(event.data);
    const item = document.createElement("li");
    item.append(time(line.at, new Date(line.at).toLocaleTimeString()), element("span", line.text));
    lines.append(item);
  });
  mine.addEventListener("state", event => {
    byId("detail").hidden = false;
    describe(JSON.parse(event.data));
    list();
  });
  mine.addEventListener("end", event => {
    mine.close();
    if (event.data) {
      if (before && lines.children.length === 0) {
        show(before);
      }
      report(event.data);
    }
  });
}

function show(runId) {
  const before = shown;
  shown = runId;
  byId("progress").replaceChildren();
  byId("problem").textContent = "";
  follow(runId, before);
  list();
}

byId("new").addEventListener("submit", async event => {
  event.preventDefault();
  try {
    show((await send("", Object.fromEntries(new FormData(event.target)))).runId);
  } catch (problem) {
    report(problem.message);
  }
});

byId("act").addEventListener("submit", async event => {
  event.preventDefault();
  byId("problem").textContent = "";
  const {by, reason} = Object.fromEntries(new FormData(event.target));
  try {
    await send(`/${shown}/${event.submitter.value}`, {by, reason});
    if (["undo", "resume"].includes(event.submitter.value)) {
      follow(shown);
    }
  } catch (problem) {
    report(problem.message);
  }
});

list();
setInterval(list, 5000);
