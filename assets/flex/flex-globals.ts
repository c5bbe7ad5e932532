import type { Plugin } from "esbuild";

/**
 * Takes what Flex UI puts on `window` from there instead of bundling it. Two Reacts on one page break hooks.
 * Source: `externals` and the shim of flex-plugin-webpack 7.1.
 */

// React 17's own runtime is not on `window`. Without further arguments createElement takes children from the props.
const JSX_RUNTIME = `
function jsx(type, props, key) {
  return window.React.createElement(type, key === undefined ? props : Object.assign({ key: key }, props));
}
exports.jsx = exports.jsxs = jsx;
exports.Fragment = window.React.Fragment;
`;

const sources = (pluginName: string): Readonly<Record<string, string>> => ({
  react: "module.exports = window.React;",
  "react-dom": "module.exports = window.ReactDOM;",
  redux: "module.exports = window.Redux;",
  "react-redux": "module.exports = window.ReactRedux;",
  "react/jsx-runtime": JSX_RUNTIME,
  // A proxy of its own lets Flex tell which plugin called it.
  "@twilio/flex-ui": `var twilio = window.Twilio, proxies = twilio.FlexProxy;
module.exports = (proxies && proxies[${JSON.stringify(pluginName)}]) || twilio.Flex;`,
});

export function flexGlobals(pluginName: string): Plugin {
  const modules = sources(pluginName);
  return {
    name: "flex-globals",
    setup({ onResolve, onLoad }) {
      const filter = /^(react|react-dom|redux|react-redux|react\/jsx-runtime|@twilio\/flex-ui)$/;
      onResolve({ filter }, ({ path }) => ({ path, namespace: "flex-global" }));
      onLoad({ filter: /.*/, namespace: "flex-global" }, ({ path }) => ({ contents: modules[path] ?? "" }));
    },
  };
}
