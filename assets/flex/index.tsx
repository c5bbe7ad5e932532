import { loadPlugin } from "@twilio/flex-plugin";
import { BatonHandoffPlugin } from "./plugin.tsx";

// At once and in this very script: Flex reads `document.currentScript` to know whose plugin it is.
loadPlugin(BatonHandoffPlugin);
