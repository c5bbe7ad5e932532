import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { expect } from "vitest";
import { dial } from "../../support/phone.ts";
import type { Answer } from "./app.ts";
import { AUTH_TOKEN, relayTwiml, test } from "./stack.ts";

test.concurrent("each request of a call is signed and carries the fields of a call", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: () => ({
      "/voice": "<Response><Redirect method='GET'>next?a=1</Redirect></Response>",
      "/next": "<Response><Say>Thank you.</Say></Response>",
    }),
  });

  const phone = await dial(twilio, { from: "+15550107777" });
  await phone.event("webhook_response", (e) => e.name === "/status");

  const [voice, next, status] = app.requests;
  expect(voice?.params).toMatchObject({
    CallSid: phone.callSid,
    CallStatus: "ringing",
    ApiVersion: "2010-04-01",
    From: "+15550107777",
    FromCountry: "US",
    To: "+15550100002",
    StirVerstat: "TN-Validation-Passed-C",
  });
  expect(voice?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
  expect(next).toMatchObject({ method: "GET", params: { a: "1", CallStatus: "ringing" } });
  expect(next?.params).not.toHaveProperty("StirVerstat");
  expect(status?.params).toMatchObject({ CallStatus: "completed", SequenceNumber: "0" });
  for (const request of [voice, status]) {
    const given = String(request?.headers["x-twilio-signature"]);
    expect(validateRequest(AUTH_TOKEN, given, `${app.url}${request?.path}`, request?.params ?? {})).toBe(
      true,
    );
  }
  const sent = phone.events.find((e) => e.kind === "webhook_request" && e.name === "/next");
  expect(sent).toMatchObject({ url: `${app.url}/next?a=1` });
});

test.concurrent.for<readonly [Answer, string]>([
  [{ status: 500, body: "<Response/>" }, "11200"],
  [{ type: "application/json", body: '{"error":"no"}' }, "12300"],
  [{ type: "text/plain", body: "<Response/>" }, "12300"],
  [{ body: "<Response><Say>cut" }, "12100"],
  [{ body: `<Response><Say>${"x".repeat(70_000)}</Say></Response>` }, "11750"],
])(
  "an answer that cannot be used leads to the fallback with its reason (%#)",
  async ([answer, code], { startStack }) => {
    const { app, twilio } = await startStack({
      fallback: true,
      routes: () => ({ "/voice": answer, "/fallback": "<Response><Say>One moment.</Say></Response>" }),
    });

    const phone = await dial(twilio);
    await phone.hears("One moment.");

    expect(app.requestsTo("/fallback")[0]?.params).toMatchObject({
      ErrorCode: code,
      ErrorUrl: `${app.url}/voice`,
      CallSid: phone.callSid,
    });
    expect(await phone.event("alert")).toMatchObject({ code });
  },
);

test.concurrent("a caller whose application gives nothing hears an apology and is hung up on", async ({
  startStack,
}) => {
  const { twilio } = await startStack({
    fallback: true,
    routes: () => ({ "/voice": { status: 500 }, "/fallback": { status: 502 } }),
  });

  const phone = await dial(twilio);

  await phone.hears("an application error has occurred");
  expect(await phone.ended()).toBe("completed");
});

test.concurrent("an answer that does not come in time counts for nothing", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    fallback: true,
    settings: { webhookTimeoutMs: 800 },
    routes: () => ({
      "/voice": () => new Promise<never>(() => {}),
      "/fallback": "<Response><Say>In time.</Say></Response>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("In time.");

  expect(app.requestsTo("/fallback")[0]?.params).toMatchObject({ ErrorCode: "11205" });
  expect(app.requestsTo("/voice")).toHaveLength(1);
});

test.concurrent("answers are late by as much as that fault says", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: () => ({ "/voice": "<Response><Say>Hello.</Say></Response>" }),
  });
  await twilio.command({ do: "set_faults", faults: { webhookLatencyMs: 120 } });

  const phone = await dial(twilio);
  const { ms } = await phone.event("webhook_response", (e) => e.name === "/voice");

  expect(ms).toBeGreaterThanOrEqual(119);
});

test.concurrent("a connection that breaks is tried once more", async ({ startStack }) => {
  let tries = 0;
  const flaky = createServer((request, response) => {
    tries += 1;
    if (tries === 1) request.socket.destroy();
    else
      response
        .writeHead(200, { "content-type": "text/xml" })
        .end("<Response><Say>Second time lucky.</Say></Response>");
  });
  await new Promise<void>((resolve) => flaky.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = flaky.address() as AddressInfo;
  const { twilio } = await startStack({
    routes: () => ({ "/voice": `<Response><Redirect>http://127.0.0.1:${port}/</Redirect></Response>` }),
  });

  const phone = await dial(twilio);
  await phone.hears("Second time lucky.");
  flaky.closeAllConnections();
  flaky.close();

  expect(tries).toBe(2);
});

test.concurrent("an action is delivered twice when that fault is on, and its answer is followed once", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: (host) => ({
      "/voice": () => relayTwiml(host()),
      "/after": "<Response><Say>Goodbye.</Say></Response>",
    }),
    onFrame: (frame, socket) => frame.type === "setup" && socket.send({ type: "end" }),
  });
  await twilio.command({ do: "set_faults", faults: { duplicateCallbacks: true } });

  const phone = await dial(twilio);
  await phone.ended();

  const [first, second] = app.requestsTo("/after");
  expect(first?.params).toEqual(second?.params);
  expect(first?.params).not.toHaveProperty("HandoffData");
  expect(phone.heard).toBe("Goodbye.");
});

test.concurrent("keys stop the prompt of a menu and go to its action; without any the next verb runs", async ({
  startStack,
}) => {
  const { app, twilio } = await startStack({
    routes: () => ({
      "/voice":
        '<Response><Gather action="/menu" numDigits="2"><Say>Press two keys, whichever you like best of all.</Say></Gather><Say>Nothing pressed.</Say></Response>',
      "/menu": ({ params }) =>
        `<Response><Say>You pressed ${params.Digits}.</Say><Redirect>/voice</Redirect></Response>`,
    }),
  });

  const phone = await dial(twilio);
  await phone.event("agent_speech", (e) => e.state === "started");
  await phone.presses("42");
  await phone.hears("You pressed 42.");
  await phone.hears("Nothing pressed.", { within: 4500 });

  expect(app.requestsTo("/menu")[0]?.params).toMatchObject({ Digits: "42", FinishedOnKey: "" });
  expect(phone.events.some((e) => e.kind === "agent_speech" && e.state === "cut")).toBe(true);
});

test.concurrent("speech answers a menu that takes it", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    routes: () => ({
      "/voice":
        '<Response><Gather input="speech" action="/menu"><Say>What is it about?</Say></Gather></Response>',
      "/menu": "<Response><Say>Right.</Say></Response>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("What is it about?");
  await phone.says("My order");
  await phone.hears("Right.");

  expect(app.requestsTo("/menu")[0]?.params).toMatchObject({ SpeechResult: "My order" });
});

test.concurrent("a dialled number's outcome goes to the action", async ({ startStack }) => {
  const { app, twilio } = await startStack({
    settings: { dial: { status: "no-answer", ringMs: 1000, talkMs: 0 } },
    routes: () => ({
      "/voice": '<Response><Dial action="/dialled">+15550109999</Dial></Response>',
      "/dialled": "<Response><Say>Nobody there.</Say></Response>",
    }),
  });

  const phone = await dial(twilio);
  await phone.hears("Nobody there.");

  expect(app.requestsTo("/dialled")[0]?.params).toMatchObject({
    DialCallStatus: "no-answer",
    DialBridged: "false",
  });
});

test.concurrent.for([
  ["<Reject reason='busy'/>", "busy"],
  ["<Reject/>", "no-answer"],
  ["<Hangup/>", "completed"],
  ["", "completed"],
])("a document of only %s ends the call as %s", async ([inner, status], { startStack }) => {
  const { twilio } = await startStack({ routes: () => ({ "/voice": `<Response>${inner}</Response>` }) });

  const phone = await dial(twilio);

  expect(await phone.ended()).toBe(status);
  expect(phone.events.some((e) => e.kind === "call" && e.status === "in-progress")).toBe(
    status === "completed",
  );
});

test.concurrent("two calls at once keep to themselves", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: (host) => ({ "/voice": () => relayTwiml(host()) }),
    onFrame: (frame, socket) =>
      frame.type === "prompt" && frame.last && socket.say(`You said ${frame.voicePrompt}.`),
  });

  const [ann, ben] = await Promise.all([dial(twilio), dial(twilio)]);
  await Promise.all([ann, ben].map((p) => p.event("call", (e) => e.status === "in-progress")));
  await Promise.all([ann.says("apples"), ben.says("bananas")]);
  await Promise.all([ann.hears("You said apples."), ben.hears("You said bananas.")]);

  expect(ann.heard).not.toContain("bananas");
  expect(ben.heard).not.toContain("apples");
});

test.concurrent("a wait that fails shows the call so far", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: () => ({ "/voice": "<Response><Say>Hello.</Say><Pause length='60'/></Response>" }),
  });

  const phone = await dial(twilio);
  await phone.hears("Hello.");

  await expect(phone.hears("Goodbye.", { within: 30 })).rejects.toThrow(
    /waited 30 ms for the agent to say Goodbye\.[\s\S]*agent: {2}Hello\./,
  );
});

test.concurrent("a wait for words fails as soon as the call is over", async ({ startStack }) => {
  const { twilio } = await startStack({
    routes: () => ({ "/voice": "<Response><Say>Hello.</Say></Response>" }),
  });

  const phone = await dial(twilio);

  await expect(phone.hears("Goodbye.")).rejects.toThrow(
    /^The call ended, and the caller waited for the agent to say Goodbye/,
  );
});

test.concurrent("an order for a call that is not there says so", async ({ startStack }) => {
  const { twilio } = await startStack({});

  await expect(twilio.command({ do: "hang_up", callSid: "CA1" })).rejects.toThrow("There is no call CA1");
});
