import { randomBytes, randomUUID } from "node:crypto";

const MAX_KNOWN = 100_000;

/**
 * @typedef {object} Grant
 * @property {string} merchant
 * @property {number} expiresAt milliseconds since 1970
 * @property {boolean} revoked
 */

/** Tokens handed out so far, including those that no longer work, so that a refusal can say why. */
export class Tokens {
  /** @type {Map<string, Grant>} */
  #grants = new Map();
  #clock;
  #lifetimeMs;
  #newTokenEndsOld;

  /**
   * @param {object} options
   * @param {() => number} options.clock
   * @param {number} options.tokenLifetimeMs
   * @param {boolean} options.newTokenEndsOld
   */
  constructor({ clock, tokenLifetimeMs, newTokenEndsOld }) {
    this.#clock = clock;
    this.#lifetimeMs = tokenLifetimeMs;
    this.#newTokenEndsOld = newTokenEndsOld;
  }

  /**
   * @param {string} merchant
   * @returns {{ token: string, expires: string }} `expires` in ISO 8601, UTC, with milliseconds
   */
  issue(merchant) {
    // UNKNOWN: whether a new token ends the merchant's earlier ones; hence the option.
    if (this.#newTokenEndsOld) this.revoke(merchant);
    const expiresAt = this.#clock() + this.#lifetimeMs;
    const token = jwtLookalike(expiresAt);
    this.#grants.set(token, { merchant, expiresAt, revoked: false });
    if (this.#grants.size > MAX_KNOWN) {
      for (const oldest of this.#grants.keys()) {
        this.#grants.delete(oldest);
        break;
      }
    }
    return { token, expires: new Date(expiresAt).toISOString() };
  }

  /**
   * @param {string | undefined} header the Authorization header
   * @returns {{ merchant: string, problem: null } | { merchant: string | null, problem: string }}
   *   the merchant is known even when the token has expired or was revoked
   */
  verify(header) {
    const token = tokenOf(header);
    if (token === null) {
      return { merchant: null, problem: "send the header `Authorization: Bearer <token>`" };
    }
    const grant = this.#grants.get(token);
    if (!grant) return { merchant: null, problem: "the token is not one of ours" };
    const { merchant, revoked, expiresAt } = grant;
    if (revoked) return { merchant, problem: "the token was revoked; authorize again" };
    if (this.#clock() < expiresAt) return { merchant, problem: null };
    const expired = new Date(expiresAt).toISOString();
    return { merchant, problem: `the token expired at ${expired}; authorize again` };
  }

  /**
   * @param {string} [merchant] only this merchant's tokens
   * @returns {number} how many working tokens there were
   */
  revoke(merchant) {
    const now = this.#clock();
    let count = 0;
    for (const grant of this.#grants.values()) {
      if (grant.revoked || grant.expiresAt <= now) continue;
      if (merchant !== undefined && grant.merchant !== merchant) continue;
      grant.revoked = true;
      count += 1;
    }
    return count;
  }
}

/** @param {string | undefined} header */
function tokenOf(header) {
  // INFERRED: the bare token works too. The documented form has the prefix, but Segment's
  // destination sends the token alone in production.
  return /^(?:bearer +)?(\S+)$/i.exec(header?.trim() ?? "")?.[1] ?? null;
}

/**
 * The documentation calls the token opaque; its example looks like a JWT.
 * @param {number} expiresAt
 */
function jwtLookalike(expiresAt) {
  const part = (/** @type {object} */ json) =>
    Buffer.from(JSON.stringify(json)).toString("base64url");
  const head = part({ typ: "JWT", alg: "HS256" });
  const claims = part({ jti: randomUUID(), exp: Math.floor(expiresAt / 1000) });
  return `${head}.${claims}.${randomBytes(32).toString("base64url")}`;
}
