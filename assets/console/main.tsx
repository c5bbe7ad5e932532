import { render } from "react-dom";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error('The page has no element "root".');
render(<App />, root);
