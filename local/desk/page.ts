/** The two faces of the desk's address: Flex, or what is still missing for it. */

/**
 * Flex fills a flex container of the full height, and brings no font of its own. Until it has, the page says so.
 *
 * @param flexUi - names the very file, so that the browser may keep its 18 MB, compiled, as long as it is that one.
 */
export const deskPage = (flexUi: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent desk</title>
<link rel="icon" href="data:,">
<style>
  html { height: 100%; }
  body, #root { width: 100vw; height: 100vh; margin: 0; display: flex; font-family: Inter, "Open Sans", sans-serif; }
  :root { color-scheme: light dark; }
  .starting { margin: auto; }
</style>
<div id="root"><p class="starting" role="status">Starting Flex…</p></div>
<script src="/agent-desktop/flex-ui.js?file=${flexUi}"></script>
<script type="module" src="/agent-desktop/desk.js"></script>
</html>
`;

/** Asks for the progress once a second, and becomes the desk when it is there. */
export const PREPARING_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent desk: preparing</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; padding: 2rem; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  p { margin: .5rem 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; }
  button { font: inherit; padding: .4rem .9rem; }
</style>
<main>
  <h1>The agent's desk is being set up</h1>
  <p>This is the real Twilio Flex, brought from the package registry the first time it is needed.
     It takes about a minute, and calls work meanwhile.</p>
  <p role="status" id="stage">Starting…</p>
  <pre id="problem" hidden></pre>
  <p><button id="again" type="button" hidden>Try again</button></p>
</main>
<script>
  const words = { idle: "Starting…", fetching: "Fetching Flex UI…", bundling: "Putting it together…" };
  const part = (id) => document.getElementById(id);
  async function ask() {
    const { stage, problem } = await fetch("/agent-desktop/progress").then((r) => r.json(), () => ({}));
    if (stage === "ready") return location.reload();
    part("stage").textContent = problem ? "That did not work." : (words[stage] ?? "Waiting for the local stack…");
    part("problem").textContent = problem ?? "";
    part("problem").hidden = part("again").hidden = !problem;
    if (!problem) setTimeout(ask, 1000);
  }
  part("again").addEventListener("click", () => location.reload());
  ask();
</script>
</html>
`;
