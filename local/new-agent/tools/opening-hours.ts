import * as z from "zod";
import { defineTool } from "#baton";

const HOURS = { weekday: "nine to six", saturday: "nine to two", sunday: "closed" };

export default defineTool({
  name: "opening_hours",
  description: "Tells when it is open on a kind of day.",
  input: z.object({ day: z.enum(["weekday", "saturday", "sunday"]) }),
  run: ({ day }) => ({ day, open: HOURS[day] }),
});
