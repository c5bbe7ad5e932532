import { expect, test } from "vitest";
import { withoutAddresses } from "../../worker/agent/tools/addresses.ts";

/** What a model hears of a service that failed: its own words, without where it is. */

const ASKED = "https://api.shop.example.com/v2/orders/1042";

test.each([
  ["connect http://10.0.3.7:80", "connect …"],
  ["connect ECONNREFUSED 10.0.3.7:5432", "connect ECONNREFUSED …"],
  ["upstream db-1.internal failed", "upstream … failed"],
  ["proxy: orders-svc.prod.svc.cluster.local:8080/v2/orders/1042", "proxy: ……"],
  ["connect ECONNREFUSED localhost:3000", "connect ECONNREFUSED …"],
  ["orders.shop.example:443, orders.shop.example:27017", "…, …"],
  ["Cannot GET /v2/orders/1042", "Cannot GET …"],
  ["Cannot GET /V2/ORDERS/1042", "Cannot GET …"],
  ["API.SHOP.EXAMPLE.COM is down", "… is down"],
  ["orders.shop.example:80 is down", "… is down"],
  // IPv6, in brackets and bare.
  ["[fd00:1::5]:5432 refused", "… refused"],
  ["connect ECONNREFUSED ::1:5432", "connect ECONNREFUSED …"],
  ["connect to ::1: refused", "connect to …: refused"],
  ["no route to fe80::1.", "no route to …."],
  ["no route to fe80::1%eth0", "no route to …"],
  ["(2001:db8::1) and 2001:DB8::8a2e:370:7334", "(…) and …"],
  ["2001:db8:: is not reached", "… is not reached"],
  ["2001:0db8:85a3:0000:0000:8a2e:0370:7334 timed out", "… timed out"],
  ["from ::ffff:10.0.3.7 and fe80::1:27017", "from … and …"],
  // One name alone, with the port of a database, a queue, a proxy; or behind the words of a connection.
  ["orders-db:5432 refused", "… refused"],
  ["redis:6379, kafka-1:9092; http=orders_api:8080", "…, …; http=…"],
  ["dial tcp orders:3000: connection refused", "dial tcp …: connection refused"],
  ["connect ECONNREFUSED orders:4000", "connect ECONNREFUSED …"],
  ["could not connect to orders-svc:9000", "could not connect to …"],
  ['upstream "orders:3001" timed out', 'upstream "…" timed out'],
  // Names that could not be found.
  ["getaddrinfo ENOTFOUND orders-db.prod.internal", "getaddrinfo ENOTFOUND …"],
  ["getaddrinfo ENOTFOUND orders-db", "getaddrinfo ENOTFOUND …"],
  ["getaddrinfo ENOTFOUND orders", "getaddrinfo ENOTFOUND …"],
  ["getaddrinfo ENOTFOUND api.orders.com api.orders.com:443", "getaddrinfo ENOTFOUND … …"],
  ["getaddrinfo EAI_AGAIN orders_db", "getaddrinfo EAI_AGAIN …"],
  ["dial tcp: lookup orders-db", "dial tcp: lookup …"],
  ["lookup orders on 10.96.0.10:53: no such host", "lookup … on …: no such host"],
  [
    "lookup orders.prod: Temporary failure in name resolution",
    "lookup …: Temporary failure in name resolution",
  ],
  ["no such host: orders-db", "no such host: …"],
  ['no such host "orders"', 'no such host "…"'],
  ["orders-db: no such host", "…: no such host"],
  ["Could not resolve host: orders-db", "Could not resolve host: …"],
  ["Failed to resolve 'orders-db' ([Errno -3] x)", "Failed to resolve '…' ([Errno -3] x)"],
  ['could not translate host name "orders-db" to address', 'could not translate host name "…" to address'],
  ["java.net.UnknownHostException: orders-db", "java.net.UnknownHostException: …"],
])("an address is taken out of %j", (words, told) => {
  expect(withoutAddresses(words, ASKED)).toBe(told);
});

test.each([
  "[9:30] is taken, [10:00] is free, and [10:15:00]",
  "open 9/5, and/or version 1.2.3 for 3.50",
  "an internal error of a local shop at 10:30",
  "section 300.1.2.3",
  "order.items:10 is more than there are",
  "We are open Fri.Sat:10 to 4 and Sun.Mon:12",
  "10:30:15 is taken, 10:30:20 is free",
  "From 2026-10-05T10:30:15 on, at +02:00",
  "The ratio is 16:9, the score 3:2 and the odds 100:1",
  "Order:1042 was not found",
  "order-number:1042 does not exist, and order-id:90817 neither",
  "Zip-code:90210 is not served",
  "SKU AB-12:5000 is sold out",
  "Status:500, Error:404, code:4711",
  "Total:1999 EUR, Room:1200, limit:3000",
  "An expected total:3000 is above the example limit:5000",
  "max-length:5000 and page:1000 are too much",
  "std::string is no number, and Order::Item neither",
  "expected a::b, or Foo::Bar::baz",
  "The caller :: not known",
  "The lookup failed, and the lookup service is closed",
  "The lookup failed",
  "lookup failed: there are no rows",
  "lookup done on 12 May",
  "Failed to resolve 'customer' of the order",
  "lookup by name found nothing",
  "Please lookup order 1042 again",
  "No such host is at work today",
  "There is no such host family for a guest",
  "The card 00:1a:2b:3c:4d:5e is blocked",
  "We could not connect to agent 1042: all are busy",
  "connect the caller to support: extension 5551",
  "The host name is missing",
  "Host: name is required",
  "Row 3: price:12.50, tax:3306.10",
  "Could not resolve the dispute of order 1042",
  "Psalm 23:1, John 3:16 and Acts 10:100",
])("%j says nothing of where it comes from, and stays", (words) => {
  expect(withoutAddresses(words, ASKED)).toBe(words);
});

test.each([
  ["mail to info@x.de; max.de; x.destination", "https://x.de/"],
  ["the shop is closed; shopping is not possible", "https://shop/"],
  ["open/opening hours, /opened", "https://api.example.com/open"],
  ["at.com", "https://t.co/"],
])("%j has only a part of %s in it, and stays", (words, asked) => {
  expect(withoutAddresses(words, asked)).toBe(words);
});

// No part of it is cut before it is looked at: what is told here is how the patterns grow.
test.each([
  ...[
    "a.",
    "a-",
    "-.",
    "aa+",
    ":",
    "[",
    "1.",
    "[1:",
    "a:/",
    "ab.:1",
    "a:",
    "1:",
    "::",
    "fe80:",
    "a.b-",
    "a.a:12",
  ],
  ...[
    "a ",
    "ENOTFOUND ",
    "lookup a ",
    "no such host: ",
    "resolve '",
    "connect to a:",
    "a: no such host",
    "::1%",
  ],
])("250 kB of %j hold nothing up", (part) => {
  const startedAt = performance.now();
  withoutAddresses(part.repeat(250_000 / part.length), ASKED);
  // Some ten times what it takes; what looks at everything once more for each sign takes half a minute.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
