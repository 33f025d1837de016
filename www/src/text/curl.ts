// A call as a command line.

import type { Call } from "../engine/messages";

export const HOST = "https://mapi.fbot.me";

/** For a POSIX shell: only a single quote needs care in single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export function curl({ method, path }: Call, body: string): string {
  return [
    `curl --request ${method} ${quoted(HOST + path)}`,
    `--header "Authorization: Bearer $FRIENDBUY_TOKEN"`,
    `--header 'Content-Type: application/json'`,
    `--data ${quoted(body)}`,
  ].join(" \\\n  ");
}
