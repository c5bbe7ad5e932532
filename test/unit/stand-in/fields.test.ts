import { describe, expect, test } from "vitest";
import type { Message, OfferedTool } from "../../../local/model/model-call.ts";
import { standIn } from "../../../local/model/stand-in.ts";
import { engineTools } from "../../../worker/agent/engine-tool-specs.ts";
import parcel from "../../fixtures/agents/parcel.ts";

/** One tool with one field, described as somebody does who writes their first: what callers say of it is taken. */

const brain = standIn(() => new Date("2026-11-30T10:00:00")); // a Monday

interface Row {
  readonly tool: string;
  readonly does: string;
  readonly field: string;
  readonly about?: string;
  readonly type?: "string" | "number" | "integer";
  /** What the caller begins with, where nothing of the value is said yet. */
  readonly opens: string;
  readonly bare: string;
  readonly sentence: string;
  readonly value: string | number;
}

const row = (
  [tool, does]: readonly [string, string],
  [field, about, type]: readonly [string, string?, Row["type"]?],
  [opens, bare, sentence]: readonly [string, string, string],
  value: string | number,
): Row => ({
  tool,
  does,
  field,
  opens,
  bare,
  sentence,
  value,
  ...(about && { about }),
  ...(type && { type }),
});

const TICKET = ["ticket_status", "Tells how far a ticket is."] as const;
const ASKS_TICKET = ["How far is my ticket?", "417", "How far is ticket 417?"] as const;

const ROWS: readonly Row[] = [
  row(TICKET, ["ticket", "The ticket's number."], ASKS_TICKET, "417"),
  row(TICKET, ["ticket", "Digits only."], ASKS_TICKET, "417"),
  row(TICKET, ["ticket", "Which ticket"], ASKS_TICKET, "417"),
  row(TICKET, ["ticket"], ASKS_TICKET, "417"),
  row(TICKET, ["ticketId"], ASKS_TICKET, "417"),
  row(TICKET, ["id", "The ticket."], ASKS_TICKET, "417"),
  row(TICKET, ["ticket", "e.g. 4711"], ["How far is my ticket?", "4712", "How far is ticket 4712?"], "4712"),
  row(TICKET, ["ticket", "The ticket's number.", "integer"], ASKS_TICKET, 417),
  row(
    ["find_invoice", "Finds an invoice."],
    ["invoice", "Invoice no."],
    ["I have a question about an invoice", "20881", "It's about invoice 20881"],
    "20881",
  ),
  row(
    ["look_up_customer", "Looks up a customer."],
    ["customer", "The customer's number"],
    ["Can you look up a customer?", "5501", "Please look up customer 5501"],
    "5501",
  ),
  row(
    ["bike_status", "Says whether a bike is free."],
    ["bike", "ID of the bike"],
    ["Is the bike free?", "88", "Is bike 88 free?"],
    "88",
  ),
  row(
    ["check_voucher", "Checks a voucher."],
    ["code", "Six characters"],
    ["Can you check my voucher?", "AB1234", "Can you check voucher AB1234?"],
    "AB1234",
  ),
  row(
    ["find_car", "Finds a car in the car park."],
    ["plate", "The licence plate."],
    ["Can you find my car?", "KX 4471", "Can you find the car with the plate KX 4471?"],
    "KX4471",
  ),
  row(
    ["parking_ticket", "Looks up a fine."],
    ["licensePlate"],
    ["Do I have a fine?", "HAM 552", "Is there a fine for HAM 552?"],
    "HAM552",
  ),
  row(
    ["look_up_policy", "Looks up an insurance policy."],
    ["policy", "Policy no., see the letter"],
    ["I have a question about my policy", "700312", "I have a question about policy 700312"],
    "700312",
  ),
  row(
    ["case_status", "The status of a case."],
    ["caseNo", "As on the form."],
    ["What is the status of my case?", "31", "What is the status of case 31?"],
    "31",
  ),
  row(
    ["machine_report", "Reads the last report of a machine."],
    ["machine", "Serial"],
    ["Read me the report of my machine", "90417", "Read me the report of machine 90417"],
    "90417",
  ),
  row(
    ["room_booking", "Shows who has booked a room."],
    ["room", "Room (1 to 40)", "number"],
    ["Who has booked the room?", "12", "Who has booked room 12?"],
    12,
  ),
  row(
    ["find_member", "Finds a member of the club."],
    ["member", "The member's name."],
    ["Can you find a member?", "Anna Berg", "Can you find the member Anna Berg?"],
    "Anna Berg",
  ),
  row(
    ["next_train", "Says when the next train leaves."],
    ["station", "From where"],
    ["When does the next train leave?", "Brighton", "When does the next train from Brighton leave?"],
    "Brighton",
  ),
  row(
    ["menu_of_the_day", "Shows the menu of a day."],
    ["day", "YYYY-MM-DD"],
    ["What's on the menu?", "tomorrow", "What's on the menu tomorrow?"],
    "2026-12-01",
  ),
  row(
    ["convert_amount", "Converts an amount to dollars."],
    ["amount", "In euros.", "number"],
    ["Can you convert an amount?", "250", "Can you convert 250 euros?"],
    250,
  ),
  row(
    ["meter_reading", "Sends a meter reading."],
    ["reading", "What the meter shows"],
    ["I want to send my meter reading", "48213", "I want to send my meter reading, it's 48213"],
    "48213",
  ),
  row(
    ["locker_state", "Says whether a locker is open."],
    ["locker", "The number on the door."],
    ["Is my locker open?", "number seven", "Is locker seven open?"],
    "7",
  ),
  row(
    ["repair_state", "Says how far a repair is."],
    ["job", "Job no"],
    ["How far is my repair?", "6612", "How far is repair job 6612?"],
    "6612",
  ),
  row(
    ["get_booking", "Gets a booking."],
    ["booking", "Booking reference (six letters or digits)"],
    ["I have a question about my booking", "QX7714", "I have a question about booking QX7714"],
    "QX7714",
  ),
  row(
    ["bus_times", "Tells when a bus comes."],
    ["line", "Bus line"],
    ["When does the bus come?", "it's the 42", "When does bus line 42 come?"],
    "42",
  ),
  row(
    ["device_info", "Reads what is known of a device."],
    ["deviceSerial"],
    ["What do you know of my device?", "300417", "What do you know of the device 300417?"],
    "300417",
  ),
  row(
    ["table_bill", "Reads the bill of a table."],
    ["table", "Which table?", "integer"],
    ["Can I have the bill?", "table nine", "Can I have the bill for table nine?"],
    9,
  ),
  row(
    ["find_student", "Finds a student."],
    ["student", "Matriculation number of the student."],
    ["Can you find a student?", "it is 1190234", "Can you find the student 1190234?"],
    "1190234",
  ),
  row(
    ["flight_status", "The status of a flight."],
    ["flight", "Like LH 123"],
    ["What is the status of my flight?", "LH 454", "What's the status of flight LH 454?"],
    "LH454",
  ),
  row(
    ["weather_report", "Tells the weather of a city."],
    ["city"],
    ["What's the weather like?", "in Lisbon", "What's the weather in Lisbon?"],
    "Lisbon",
  ),
  row(
    ["find_employee", "Finds an employee."],
    ["employee", "Name of the employee"],
    ["Can you find an employee?", "Omar Haddad", "Can you find Omar Haddad?"],
    "Omar Haddad",
  ),
  row(
    ["pay_amount", "Pays an amount from the account."],
    ["amount", "How much", "number"],
    ["I'd like to pay something", "eighty dollars", "I'd like to pay eighty dollars"],
    80,
  ),
  row(
    ["claim_status", "Looks up a claim."],
    ["claim", "4 to 6 digits, nothing else."],
    ["What about my claim?", "it's claim 88123", "What about claim 88123?"],
    "88123",
  ),
  row(
    ["unlock_scooter", "Unlocks a scooter."],
    ["scooter", "What's written on the scooter"],
    ["Please unlock my scooter", "number 514", "Please unlock scooter 514"],
    "514",
  ),
  row(
    ["reserve_table", "Says whether there is a table."],
    ["numberOfGuests", "How many come.", "integer"],
    ["Is there a table?", "four", "Is there a table for four people?"],
    4,
  ),
  row(
    ["find_visitor", "Finds a visitor."],
    ["visitor", "Full name as on the ID."],
    ["Can you find a visitor?", "Rosa Keller", "Can you find the visitor Rosa Keller?"],
    "Rosa Keller",
  ),
  row(
    ["ticket_info", "Reads a ticket."],
    ["ticketRef", "Required."],
    ["What about my ticket?", "it's 420", "What about ticket 420?"],
    "420",
  ),
  row(
    ["stock_level", "Says how many are in stock."],
    ["sku", "SKU"],
    ["How many do you have in stock?", "77120", "How many of 77120 do you have in stock?"],
    "77120",
  ),
  row(
    ["lesson_plan", "Reads the plan of a class."],
    ["class", "e.g. 204"],
    ["Read me the plan of my class", "305 please", "Read me the plan of class 305"],
    "305",
  ),
  row(
    ["gate_info", "Tells what leaves from a gate."],
    ["gate", "Gate, like A12"],
    ["What leaves from my gate?", "B 14", "What leaves from gate B14?"],
    "B14",
  ),
  row(
    ["send_donation", "Sends a donation."],
    ["euros", "Whole euros", "integer"],
    ["I'd like to send a donation", "a hundred", "I'd like to send a donation of a hundred euros"],
    100,
  ),
  row(
    ["contract_end", "Says when a contract ends."],
    ["contract", "the contract (number is on the first page)"],
    ["When does my contract end?", "it's number 8811", "When does contract 8811 end?"],
    "8811",
  ),
  row(
    ["look_up_order", "Looks up an order."],
    ["orderNr"],
    ["Can you look up my order?", "the number is 5530", "Can you look up order 5530?"],
    "5530",
  ),
  row(
    ["client_balance", "Tells the balance of a client."],
    ["client", "Client number, without the dash."],
    ["What's my balance?", "one two three four five", "What's the balance of client 12345?"],
    "12345",
  ),
  row(
    ["pitch_state", "Tells whether a pitch is free."],
    ["pitch", "A number from the plan", "number"],
    ["Is the pitch free?", "sixteen", "Is pitch sixteen free?"],
    16,
  ),
];

/** "KX 4471" is as good as "KX4471". */
const plain = (value: unknown) => (typeof value === "string" ? value.replaceAll(" ", "") : value);
const INSTRUCTIONS = "You answer the phone of a small office. Help callers with what your tools can do.";

/** What the tool is called with after these words; a question between them is the agent's own. */
function calledWith({ tool, does, field, about, type = "string" }: Row, says: readonly string[]): unknown {
  const offered: OfferedTool = {
    name: tool,
    description: does,
    parameters: {
      type: "object",
      properties: { [field]: { type, ...(about && { description: about }) } },
      required: [field],
    },
  };
  const messages: Message[] = [
    { role: "system", text: INSTRUCTIONS },
    { role: "assistant", text: "Hello, how can I help you?", toolCalls: [] },
  ];
  for (const text of says) {
    messages.push({ role: "user", text });
    const answer = brain({
      api: "responses",
      model: "stand-in",
      messages,
      tools: [offered, ...engineTools(parcel)],
      toolChoice: "auto",
      stream: true,
      includeUsage: true,
      maxTokens: 500,
    });
    const made = answer.toolCalls?.[0];
    if (made?.name === tool) return plain(made.arguments[field]);
    if (made) return made.name;
    messages.push({ role: "assistant", text: answer.text ?? "", toolCalls: [] });
  }
  return messages.at(-1);
}

describe.each(ROWS)("$tool($field: $about)", (row) => {
  test.each([
    ["answered with the bare value", [row.opens, row.bare]],
    ["answered in a sentence", [row.opens, row.sentence]],
    ["said at once", [row.sentence]],
  ])("%s", (_, says) => {
    expect(calledWith(row, says), says.join(" / ")).toEqual(plain(row.value));
  });
});
