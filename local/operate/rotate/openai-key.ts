import { refusalOfKey } from "../../doctor/model.ts";
import type { Rotating, Secret } from "./rotation.ts";
import { send } from "./secret-version.ts";

/** Made and revoked at OpenAI, by a person. */
export const openAiKey: Secret = {
  names: ["OPENAI_API_KEY"],
  phases: [
    {
      name: "kept",
      says: "Take the new key and keep it in the file of secrets; one that OpenAI refuses is not taken (seconds)",
      run: async (rotating) => {
        const key = await rotating.ask("The new OpenAI key");
        await checkOpenAiKey(rotating, key);
        await rotating.keep({ OPENAI_API_KEY: key });
      },
    },
    {
      name: "sent",
      sends: true,
      says: "Give it to the Worker (a minute)",
      run: async (rotating) => {
        await send(rotating, { OPENAI_API_KEY: rotating.kept("OPENAI_API_KEY") }, "Another OpenAI key");
      },
    },
    {
      name: "revocable",
      waits: true,
      says: "Revoke the old key at OpenAI, by hand: no call goes by it any more",
    },
  ],
};

async function checkOpenAiKey({ variables }: Rotating, key: string): Promise<void> {
  if (!/^\S+$/.test(key)) throw new Error("No key was given. Nothing was changed.");
  const refusal = await refusalOfKey(variables, key);
  if (refusal) throw new Error(`${refusal} Nothing was changed.`);
}
