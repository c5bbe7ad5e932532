/**
 * The slice of Flex UI 2.17.1's public interface that the plugin uses. The package itself is no dependency of
 * this project (see `local/desk/flex-ui.ts`), and its types would bring 357 more.
 * Source: the declarations of @twilio/flex-ui 2.17.1.
 */
declare module "@twilio/flex-ui" {
  import type * as React from "react";

  export interface ITask {
    readonly taskSid: string;
    /** `pending`, `accepted`, `wrapping`, `completed`, … */
    readonly status: string;
    readonly attributes: unknown;
  }

  export interface ContentOptions {
    readonly sortOrder?: number;
    readonly if?: (props: { readonly task?: ITask }) => boolean;
  }

  export interface Programmable {
    readonly Content: { add(child: React.ReactElement, options?: ContentOptions): void };
  }

  export interface Theme {
    readonly isLight?: boolean;
    /** Paste's design tokens, with the account's own colours. */
    readonly tokens?: object;
  }

  /** Text of a line: a template's name, a function, or one of these per status. */
  export type LineTemplate = string | ((task: ITask, componentType?: unknown) => string);
  export type StatusTemplates = { readonly [status: string]: LineTemplate | undefined };

  export class Manager {
    strings: { [key: string]: string | undefined };
    readonly localization?: { readonly localeTag?: string };
  }

  export const TaskCanvas: Programmable;
  export const TaskCanvasTabs: Programmable;
  export const Supervisor: { readonly TaskCanvasTabs: Programmable };
  export const Tab: React.ComponentType<{ uniqueName: string; label: string; children?: React.ReactNode }>;
  export const Actions: { invokeAction(name: string, payload?: unknown): Promise<void> };
  export interface TaskChannelDefinition {
    readonly templates?: { TaskListItem?: { secondLine?: LineTemplate | StatusTemplates } };
  }
  export const DefaultTaskChannels: {
    readonly Call: TaskChannelDefinition;
    /** A channel without any capability: no call, no chat. */
    createDefaultTaskChannel(
      name: string,
      isApplicable: (task: ITask) => boolean,
      icon: string,
      iconActive: string,
    ): TaskChannelDefinition;
  };
  /** The one registered last is asked first whether a task is its own. */
  export const TaskChannels: { register(channel: TaskChannelDefinition): void };
  export function withTaskContext<P>(
    component: React.ComponentType<P & { task?: ITask }>,
  ): React.ComponentType<P>;
  export function withTheme<P>(component: React.ComponentType<P & { theme?: Theme }>): React.ComponentType<P>;

  /** The same names as one object, as plugins get it; declared for `@twilio/flex-plugin`. */
  const Flex: typeof import("@twilio/flex-ui");
  export default Flex;
}
