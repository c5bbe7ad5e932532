import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import { ACCOUNT_SID, AUTH_TOKEN, brief, relayTwiml, test } from "./stack.ts";

/** The second sentence lasts long enough, also on a busy machine, to be spoken over. */
const LONG =
  "Here comes a second sentence that goes on and on, so that there is all the time in the world to say something over it.";
const STORY = `This is the first sentence. ${LONG} And a third one.`;

test.concurrent("a session opens before the call is answered, with a signed handshake and the recorded setup", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({
      "/voice": () =>
        relayTwiml(host(), 'welcomeGreeting="Hello. How can I help?"', '<Parameter name="k" value="v"/>'),
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Hello. How can I help?");
  await app.socket.until((f) => f.name === "agentSpeaking" && f.value === "off");

  const { headers, frames } = app.socket;
  expect(
    validateRequest(AUTH_TOKEN, String(headers["x-twilio-signature"]), `wss://${app.host}/relay`, {}),
  ).toBe(true);
  expect(headers).toMatchObject({ "user-agent": "Jetty/11.0.24", host: app.host });
  expect(headers).not.toHaveProperty("sec-websocket-extensions");
  expect(JSON.stringify(frames[0])).toBe(
    `{"type":"setup","sessionId":"${frames[0]?.sessionId}","callSid":"${phone.callSid}","parentCallSid":"","from":"+15550100001","to":"+15550100002","forwardedFrom":"+15550100002","callerName":"","direction":"inbound","callType":"PSTN","callStatus":"RINGING","accountSid":"${ACCOUNT_SID}","customParameters":{"k":"v"}}`,
  );
  expect(frames[0]?.sessionId).toMatch(/^VX[0-9a-f]{32}$/);
  expect(frames.slice(1).map(brief)).toEqual([
    "agentSpeaking on",
    'played "Hello. How can I help?"',
    "agentSpeaking off",
  ]);
  const setup = phone.events.findIndex((e) => e.kind === "frame");
  const answered = phone.events.findIndex((e) => e.kind === "call" && e.status === "in-progress");
  expect(answered).toBeGreaterThan(setup);
});

test.concurrent("speech over the agent arrives in the recorded order and drops everything queued", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
  });

  const phone = await dial(twilio);
  await phone.interrupts("Stop", "second sentence");
  await app.socket.until((f) => f.last === true);

  const heard = app.socket.frames.slice(1);
  const words = heard.map(brief);
  const interrupt = heard.find((f) => f.type === "interrupt");
  const fragment = String(interrupt?.utteranceUntilInterrupt);
  expect(words).toEqual([
    "agentSpeaking on",
    'played "This is the first sentence."',
    "clientSpeaking on",
    `played "${fragment}"`,
    `interrupt "${fragment}"`,
    'partial "Stop"',
    "agentSpeaking off",
    "clientSpeaking off",
    'final "Stop"',
  ]);
  expect(LONG).toContain(fragment);
  expect(fragment.length).toBeGreaterThan(2);
  expect(heard.find((f) => f.type === "prompt")).toMatchObject({ lang: "en" });
  expect(phone.heard).toBe(`This is the first sentence. ${fragment}`);
});

test.concurrent("a key over the agent is told before the interruption, and an answer to it is played", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type === "setup") socket.say(STORY);
      if (frame.type === "dtmf") socket.say("You pressed a key.");
    },
  });

  const phone = await dial(twilio);
  // Two characters are too few to barge in, and take long enough for some of the sentence to be heard.
  await phone.interrupts("Oh", "second sentence");
  await phone.presses("1");
  await app.socket.until((f) => f.value === "You pressed a key.");
  await app.socket.until((f) => f === app.socket.frames.at(-1) && f.value === "off");

  const words = app.socket.frames.map(brief);
  const at = words.indexOf("dtmf 1");
  expect(words.slice(at).map((w) => w.replace(/".*"/, "…"))).toEqual([
    "dtmf 1",
    "played …",
    "interrupt …",
    "agentSpeaking off",
    "agentSpeaking on",
    "played …",
    "agentSpeaking off",
  ]);
});

test.concurrent("speech that does not interrupt is swallowed unless it is reported", async ({
  startStack,
}) => {
  const run = async (attributes: string) => {
    const { app, twilio } = await startStack({
      routes: (host) => ({ "/voice": () => relayTwiml(host(), `interruptible="none" ${attributes}`) }),
      onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
    });
    const phone = await dial(twilio);
    await phone.interrupts("No", "second sentence");
    await app.socket.until((f) => f.value === " And a third one.");
    return app.socket.frames.map(brief);
  };

  expect((await run("")).filter((w) => w.includes('"No"'))).toEqual([]);
  expect((await run('reportInputDuringAgentSpeech="speech"')).filter((w) => w.includes('"No"'))).toEqual([
    'partial "No"',
    'final "No"',
  ]);
});

test.concurrent("a backchannel neither interrupts nor starts a turn where it is to be ignored", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host(), 'ignoreBackchannel="true"') }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
  });

  const phone = await dial(twilio);
  await phone.interrupts("Mm-hmm.", "second sentence");
  await app.socket.until((f) => f.value === " And a third one.");

  expect(app.socket.frames.some((f) => f.type === "interrupt" || f.type === "prompt")).toBe(false);
});

test.concurrent("a message may forbid the interruption that the session allows", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY, { interruptible: false }),
  });

  const phone = await dial(twilio);
  await phone.interrupts("Stop right there", "first sentence");
  await app.socket.until((f) => f.value === " And a third one.");

  expect(app.socket.frames.some((f) => f.type === "interrupt")).toBe(false);
});

test.concurrent("an interruption drops text that was still waiting for its end", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type === "setup")
        socket.send({ type: "text", token: `${STORY} And a rest that`, last: false });
      if (frame.type !== "prompt" || !frame.last) return;
      socket.say("");
      socket.say("All right.");
    },
  });

  const phone = await dial(twilio);
  await phone.interrupts("Stop", "second sentence");
  await app.socket.until((f) => f.value === "All right.");

  expect(phone.heard).not.toContain("And a rest");
});

test.concurrent("an answer displaces what was sent as preemptible, without an interrupt or a pause between", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type === "setup") {
        for (const token of ["Still looking", " for your order, this takes", " a moment longer. And then"]) {
          socket.send({ type: "text", token, last: false, preemptible: true });
        }
      }
      if (frame.value === "on") socket.say("Found it.");
    },
  });

  const phone = await dial(twilio);
  await phone.hears("Found it.");
  await app.socket.until((f) => f.name === "agentSpeaking" && f.value === "off");

  const words = app.socket.frames.slice(1).map(brief);
  expect(words).toEqual([
    "agentSpeaking on",
    expect.stringMatching(/^played "S/),
    'played "Found it."',
    "agentSpeaking off",
  ]);
});

test.concurrent("text after the end of a session is not heard, also where queued speech may finish", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { drainOnEnd: true },
    routes: (host) => ({ "/voice": () => relayTwiml(host()), "/after": "<Response/>" }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      socket.say("Goodbye then.");
      socket.send({ type: "end" });
      socket.say("One more thing.");
    },
  });

  const phone = await dial(twilio);
  await phone.ended();

  expect(phone.heard).toBe("Goodbye then.");
  expect(app.requestsTo("/after")).toHaveLength(1);
});

test.concurrent("live recognition barges in as soon as three characters are recognised", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
  });
  const phone = await dial(twilio);
  const hear = (text: string, final = false) =>
    twilio.command({ do: "hear", callSid: phone.callSid, text, final });
  await phone.interrupts("Oh", "second sentence");

  await hear("So");
  await hear("So wait");
  await hear("So wait.", true);
  await app.socket.until((f) => f.last === true);

  const words = app.socket.frames.map(brief).map((w) => w.replace(/(played|interrupt) .*/, "$1"));
  expect(words.slice(words.lastIndexOf("clientSpeaking on"))).toEqual([
    "clientSpeaking on",
    "played",
    "interrupt",
    'partial "So wait"',
    "agentSpeaking off",
    "clientSpeaking off",
    'final "So wait."',
  ]);
});

test.concurrent("frames may be slow in both directions and stay in order; info may be missing", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      for (const token of ["One", " two", " three."])
        socket.send({ type: "text", token, last: token.endsWith(".") });
    },
  });
  await twilio.command({ do: "set_faults", faults: { frameLatencyMs: 40, muteInfo: true } });

  const phone = await dial(twilio);
  const startedAt = performance.now();
  await phone.hears("One two three.");
  await phone.says("Four five");
  await app.socket.until((f) => f.last === true);

  expect(performance.now() - startedAt).toBeGreaterThan(80);
  expect(app.socket.frames.map(brief)).toEqual([
    "setup",
    'partial "Four"',
    'partial "Four five"',
    'final "Four five"',
  ]);
});

test.concurrent("the action may come before the socket is closed", async ({ startStack }) => {
  const order: string[] = [];
  const { app, twilio } = await startStack({
    routes: (host) => ({
      "/voice": () => relayTwiml(host()),
      "/after": () => {
        order.push("action");
        return "<Response><Pause/></Response>";
      },
    }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.send({ type: "end" }),
  });
  await twilio.command({ do: "set_faults", faults: { actionBeforeClose: true } });

  const phone = await dial(twilio);
  await phone.event("socket", (e) => e.state === "open");
  await app.socket.closed.then(() => order.push("close"));
  await phone.ended();

  expect(order).toEqual(["action", "close"]);
});

test.concurrent("an app that cannot be reached again is given up after three tries", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { reconnect: "with_setup" },
    routes: (host) => ({
      "/voice": () => relayTwiml(host(), 'applicationReconnect="true" welcomeGreeting="Hello."'),
      "/after": "<Response/>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Hello.");
  await twilio.command({ do: "set_faults", faults: { refuseSockets: 3 } });
  await phone.losesSocket();
  await phone.ended();

  expect(app.requestsTo("/after")[0]?.params).toMatchObject({ SessionStatus: "failed", ErrorCode: "64105" });
  expect(phone.events.filter((e) => e.kind === "socket" && e.state === "refused")).toHaveLength(3);
});

test.concurrent("keys and media wait behind speech; keys are told when played, media is not", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { mediaMs: 500 },
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      socket.say("Dialling.");
      socket.send({ type: "sendDigits", digits: "12w34#" });
      socket.send({ type: "play", source: "https://example.com/a.mp3", loop: 2 });
      socket.say("Done.");
    },
  });

  const phone = await dial(twilio);
  await phone.hears("Done.");
  await app.socket.until((f) => f.name === "agentSpeaking" && f.value === "off");

  expect(app.socket.frames.slice(1).map(brief)).toEqual([
    "agentSpeaking on",
    'played "Dialling."',
    'played "12w34#"',
    'played "Done."',
    "agentSpeaking off",
  ]);
});

test.concurrent.for([
  '{"type":"text"}',
  '{"type":"text","token":null}',
  '{"type":"play","source":"a.mp3"}',
  '{"type":"sendDigits","digits":"12a"}',
  '{"type":"language"}',
  '{"type":"end","handoffData":{"a":1}}',
  '{"type":"clear"}',
])("what Twilio refuses is told with 64107 and changes nothing: %s", async (message, { startStack }) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      socket.ws.send(message);
      socket.say("Still here.");
    },
  });

  const phone = await dial(twilio);
  await phone.hears("Still here.");

  expect(await app.socket.until((f) => f.type === "error")).toEqual({
    type: "error",
    description: `Invalid message received, code: 64107, ${message}`,
  });
});

test.concurrent("a language message changes what is spoken and what is recognised", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      socket.send({ type: "language", ttsLanguage: "pt-BR", transcriptionLanguage: "pt-BR" });
      socket.say("Olá.");
      socket.say("Hello.", { lang: "en-US" });
    },
  });

  const phone = await dial(twilio);
  await phone.hears("Hello.");
  await phone.says("Sim");
  await app.socket.until((f) => f.last === true);

  const spoken = phone.events.flatMap((e) =>
    e.kind === "agent_speech" && e.state === "finished" ? [`${e.lang} ${e.text}`] : [],
  );
  expect(spoken).toEqual(["pt-BR Olá.", "en-US Hello."]);
  expect(app.socket.frames.find((f) => f.type === "prompt")?.lang).toBe("pt");
});

test.concurrent("a cough interrupts and no prompt follows", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
  });

  const phone = await dial(twilio);
  await phone.hears("first sentence.");
  await phone.coughs();
  await app.socket.until((f) => f.name === "clientSpeaking" && f.value === "off");

  expect(app.socket.frames.some((f) => f.type === "interrupt")).toBe(true);
  expect(app.socket.frames.some((f) => f.type === "prompt")).toBe(false);
});

test.concurrent("the end of a session drops what is queued, closes, and brings the hand-off to the action", async ({
  startStack,
}) => {
  const handoffData = '{"reason":"a & b < c"}';
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()), "/after": "<Response><Hangup/></Response>" }),
    onFrame(frame, socket) {
      if (frame.type === "setup") socket.say(STORY);
      if (frame.value === "on") socket.send({ type: "end", handoffData });
    },
  });

  const phone = await dial(twilio);
  expect(await phone.ended()).toBe("completed");

  expect(await app.socket.closed).toEqual({ code: 1000, reason: "Closing websocket session" });
  expect(app.requestsTo("/after")[0]?.params).toMatchObject({
    CallSid: phone.callSid,
    CallStatus: "in-progress",
    SessionId: app.socket.frames[0]?.sessionId,
    SessionStatus: "ended",
    HandoffData: handoffData,
  });
  expect(app.requestsTo("/after")[0]?.params).not.toHaveProperty("ErrorCode");
  expect(phone.heard).not.toContain("third");
});

test.concurrent("a caller who hangs up ends the session as completed, and what is answered is ignored", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({
      "/voice": () => relayTwiml(host(), 'welcomeGreeting="Hi."'),
      "/after": "<Response><Say>Nobody hears this.</Say></Response>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Hi.");
  await phone.hangsUp();
  await phone.event("webhook_response", (e) => e.name === "/status");

  expect(await app.socket.closed).toMatchObject({ code: 1000 });
  expect(app.requestsTo("/after")[0]?.params).toMatchObject({
    SessionStatus: "completed",
    CallStatus: "completed",
  });
  expect(app.requestsTo("/status")[0]?.params).toMatchObject({
    CallStatus: "completed",
    CallbackSource: "call-progress-events",
  });
  expect(phone.heard).toBe("Hi.");
});

test.concurrent("a lost socket leads to the action, and a new session greets again", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({
      "/voice": () => relayTwiml(host(), 'welcomeGreeting="Hello."'),
      "/after": () => relayTwiml(host(), 'welcomeGreeting="Back again."'),
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Hello.");
  app.socket.ws.terminate();
  await phone.hears("Back again.");

  expect(app.requestsTo("/after")[0]?.params).toMatchObject({
    SessionStatus: "failed",
    ErrorCode: "64105",
    ErrorMessage: "Websocket ended",
    CallStatus: "in-progress",
  });
  const [first, second] = app.sockets.map((s) => s.frames[0]);
  expect(second).toMatchObject({ callSid: first?.callSid, callStatus: "IN_PROGRESS" });
  expect(second?.sessionId).not.toBe(first?.sessionId);
});

test.concurrent.for(["with_setup", "without_setup"] as const)(
  "an app that is to be reconnected is: %s, and events are replayed",
  async (reconnect, { startStack }) => {
    const { app, twilio } = await startStack({
      settings: { reconnect },
      routes: (host) => ({
        "/voice": () => relayTwiml(host(), 'welcomeGreeting="Hello." applicationReconnect="true"'),
      }),
    });

    const phone = await dial(twilio);
    await phone.hears("Hello.");
    app.socket.ws.terminate();
    await phone.event("socket", (e) => e.state === "closed");
    await phone.says("Are you there", { instant: true });
    await phone.event("socket", (e) => e.state === "open" && e.socket === 2);
    await app.socket.until((f) => f.voicePrompt === "Are you there");

    const [first, second] = app.sockets;
    const setup = second?.frames.find((f) => f.type === "setup");
    expect(setup?.sessionId).toBe(reconnect === "with_setup" ? first?.frames[0]?.sessionId : undefined);
    expect(second?.frames.filter((f) => f.type !== "setup").map(brief)).toEqual([
      "clientSpeaking on",
      "clientSpeaking off",
      'final "Are you there"',
    ]);
    expect(app.requestsTo("/after")).toEqual([]);
  },
);

test.concurrent("ten bad messages in a row are each told, then the socket closes with 1007", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()), "/after": "<Response/>" }),
    onFrame(frame, socket) {
      if (frame.type !== "setup") return;
      for (let i = 0; i < 9; i += 1) socket.ws.send(`not json #${i}`);
      socket.say("");
      for (let i = 0; i < 10; i += 1) socket.ws.send(`{"type":"pong","n":${i}}`);
    },
  });

  const phone = await dial(twilio);
  await phone.ended();

  const errors = app.socket.frames.filter((f) => f.type === "error").map((f) => f.description);
  expect(errors).toHaveLength(19);
  expect(errors[0]).toBe("Invalid message received, code: 64107, not json #0");
  expect(await app.socket.closed).toEqual({ code: 1007, reason: "Too many consecutive malformed messages." });
  expect(app.requestsTo("/after")[0]?.params).toMatchObject({ SessionStatus: "failed", ErrorCode: "64105" });
});

test.concurrent("a refused socket leaves the caller with a busy line and asks nobody", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({ routes: (host) => ({ "/voice": () => relayTwiml(host()) }) });
  await twilio.command({ do: "set_faults", faults: { refuseSockets: 1 } });

  const phone = await dial(twilio);

  expect(await phone.ended()).toBe("busy");
  expect(await phone.event("alert")).toMatchObject({ code: "64102" });
  expect(app.requestsTo("/after")).toEqual([]);
});

test.concurrent("attributes that cannot be used end the session before it starts, with 64101", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    settings: { refusedSocket: "action" },
    routes: (host) => ({
      "/voice": () => relayTwiml(host(), 'voice="Polly.Joanna"'),
      "/after": "<Response/>",
    }),
  });

  const phone = await dial(twilio);
  await phone.ended();

  expect(app.requestsTo("/after")[0]?.params).toMatchObject({ SessionStatus: "failed", ErrorCode: "64101" });
  expect(app.sockets).toEqual([]);
});

test.concurrent("one spoken turn may arrive as two finals, frames may be unheard of, and durations may be strings", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.say(STORY),
  });
  await twilio.command({
    do: "set_faults",
    faults: { splitFinals: true, stringDurations: true, infoTimestamps: true, unknownFrames: true },
  });

  const phone = await dial(twilio);
  await phone.interrupts("I want to talk to somebody", "second sentence");
  await app.socket.until((f) => f.last === true && f.voicePrompt === "to somebody");

  const { frames } = app.socket;
  expect(frames.filter((f) => f.last).map((f) => f.voicePrompt)).toEqual(["I want to talk", "to somebody"]);
  expect(frames.find((f) => f.type === "interrupt")?.durationUntilInterruptMs).toMatch(/^\d+$/);
  expect(
    frames.filter((f) => f.type === "info").every((f) => f.name === "unheardOf" || typeof f.ts === "number"),
  ).toBe(true);
  expect(frames.some((f) => f.type === "configUpdated")).toBe(true);
});

test.concurrent("text that nobody closed is held, and told of", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) =>
      frame.type === "setup" && socket.send({ type: "text", token: "Whole. But then", last: false }),
  });

  const phone = await dial(twilio);
  const alert = await phone.event("alert");

  expect(alert.message).toContain('"But then"');
  expect(phone.heard).toBe("Whole.");
});
