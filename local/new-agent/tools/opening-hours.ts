import * as z from "zod";
import { defineTool } from "#baton";

const HOURS = {
  weekday: "On weekdays we are open from nine to six.",
  saturday: "On Saturdays we are open from nine to two.",
  sunday: "On Sundays we are closed.",
};

export default defineTool({
  name: "opening_hours",
  description: "Tells when it is open on a kind of day.",
  input: z.object({ day: z.enum(["weekday", "saturday", "sunday"]) }),
  run: ({ day }) => ({ answer: HOURS[day] }),
});
