import type * as z from "zod";
import { defineTool } from "../define.ts";
import { naming } from "../tools/naming.ts";
import { Answered, type Tool, type ToolDescription } from "../tools/tool.ts";
import { type Answers, ask, NO_CONTENT, reading } from "./answer.ts";
import { headerTemplate, urlTemplate } from "./http-template.ts";
import { checkBody, type HttpBody, type NextPage, nextRequest, requestFor } from "./request.ts";

export { HttpToolError, type HttpToolErrorCode } from "./answer.ts";

const MAX_PAGES = 10;

export interface HttpToolDefinition<I extends z.ZodObject, O> extends ToolDescription<I, O> {
  /** Default: `GET`. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Where to ask, such as `https://api.example.com/orders/{orderNumber}`. Arguments that are not in it go as the
   * query (GET, DELETE) or as the body.
   */
  readonly url: string;
  /** `form` writes nested arguments as `items[0][sku]`; `text` is the only one that is not in the url. Default: `json`. */
  readonly body?: HttpBody;
  /** Sent as they are, with secrets of the Worker put in: `{ Authorization: "Bearer {{SHOP_API_KEY}}" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Picks what the model needs from the answer: parsed JSON, or text. Fewer words make a faster agent. */
  readonly select?: (answer: unknown) => O;
  /**
   * Statuses that are answers and no failures, with what the model is told: `{ 404: "There is no such order." }`, or
   * a function of the body. They leave no facts.
   */
  readonly answers?: Answers;
  /** Where a list goes on. Up to ten pages are read; `select` gets a list of them, joined where they are lists. */
  readonly nextPage?: NextPage;
  /** Default: true unless `GET`, so that a write is never made twice. */
  readonly sideEffect?: boolean | undefined;
}

/**
 * A tool that is somebody's HTTP endpoint.
 *
 * Each request carries `Idempotency-Key`, the same on every try with the same arguments, and stops with the tool's
 * deadline. A GET, PUT or DELETE is tried up to three times where the endpoint cannot be reached or is busy (429, 502,
 * 503, 504). The output is what `select` picked, or the whole answer; `{ ok: true }` where it has no content.
 *
 * @throws TypeError, when it is defined, naming the tool and what of its url, headers, body or input cannot work.
 */
export function httpTool<I extends z.ZodObject, O = unknown>(definition: HttpToolDefinition<I, O>): Tool {
  const { name, description, input, method = "GET", url, headers = {}, body, ...more } = definition;
  const { select, answers = {}, nextPage, ...rest } = more;
  const [address, headersFor] = naming(`Tool "${name}"`, () => {
    const template = urlTemplate(url, method, input);
    const keys = Object.keys(input.shape);
    checkBody(
      body,
      method,
      keys.filter((key) => !template.placeholders.has(key)),
    );
    if (nextPage && method !== "GET") throw new TypeError(`nextPage: a ${method} has one page.`);
    return [template, headerTemplate(headers, keys)];
  });
  return defineTool<I, O>({
    sideEffect: method !== "GET",
    ...rest,
    name,
    description,
    input,
    run: async (args, context) => {
      const pages: unknown[] = [];
      let request: Request | undefined = requestFor(address, args, headersFor(context.secret), context, body);
      while (request && pages.length < MAX_PAGES) {
        const { content, link } = await ask(request, answers);
        // Not an O: `runnable` takes it out before the account of the run is made.
        if (content instanceof Answered) return content as O;
        pages.push(content);
        request =
          nextPage &&
          nextRequest(
            request,
            reading(() => nextPage(content, link)),
          );
      }
      const answer = nextPage ? pages.flat() : pages[0];
      // Without `select`, O is `unknown`, or what the author of `facts` takes the endpoint's word for.
      return select && answer !== NO_CONTENT ? reading(() => select(answer)) : (answer as O);
    },
  });
}
