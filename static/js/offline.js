/**
 * Changes on their way to the server, in the order they were made. They wait in this tab (memory and sessionStorage) while there
 * is no connection or the sign-in has ended, survive a reload, and are gone from the device once they are saved.
 *
 *   const queue = new Queue("meeting-<id>", { token, state, answered });
 *   queue.add({ url, block, verb, body })
 *
 * token()            the CSRF token; token(true) asks the server for a fresh one
 * state(name, left)  called whenever it changes: saved, saving, offline, signed_out
 * answered(change, status, body)  every answer that ends a change: 200, 409 conflict, 410 gone, 404, 422 refused
 */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const SIGNED_OUT_PAUSE = 5000;
// Answers after which sending the same again would change nothing.
const FINAL = new Set([200, 400, 404, 409, 410, 413, 422]);

export class Queue {
  constructor(name, { token, state, answered }) {
    Object.assign(this, { key: `workit.${name}`, token, tell: state, answered, busy: false, pause: FIRST_PAUSE, timer: 0 });
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    } catch {
      this.waiting = [];
    }
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("focus", () => this.waiting.length && this.hurry());
    window.addEventListener("beforeunload", (event) => this.waiting.length && event.preventDefault());
  }

  get length() {
    return this.waiting.length;
  }

  /** Whether something of that block still waits. */
  holds(block) {
    return this.waiting.some((change) => change.block === block);
  }

  /** Take a change in. What is typed on joins the change of the same block that was not sent yet, unless it was made before another's. */
  add(change) {
    const last = this.waiting.findLastIndex((other) => other.block === change.block);
    const before = last > 0 || (last === 0 && !this.busy) ? this.waiting[last] : null;
    if (before && before.verb === "write" && change.verb === "write") {
      before.body.was = { ...change.body.was, ...before.body.was };
      before.body.fields = { ...before.body.fields, ...change.body.fields };
    } else {
      this.waiting.push(change);
    }
    this.keep();
    this.pump();
  }

  /** Write down what waits; nothing stays once everything is saved. */
  keep() {
    if (this.waiting.length) sessionStorage.setItem(this.key, JSON.stringify(this.waiting));
    else sessionStorage.removeItem(this.key);
  }

  /** Try at once, without waiting for the next turn. */
  hurry() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.pause = FIRST_PAUSE;
    this.pump();
  }

  later(name, pause) {
    this.tell(name, this.waiting.length);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.pump();
    }, pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  async pump() {
    if (this.busy || this.timer || !this.waiting.length) return;
    this.busy = true;
    try {
      while (this.waiting.length) {
        if (!(await this.sendFirst())) return;
      }
      this.tell("saved", 0);
    } finally {
      this.busy = false;
    }
  }

  /** Send the oldest change; false when it has to wait. */
  async sendFirst(again = false) {
    const change = this.waiting[0];
    this.tell("saving", this.waiting.length);
    let response;
    try {
      response = await post(change, await this.token(again));
    } catch {
      this.later("offline", this.pause);
      return false;
    }
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.later("signed_out", SIGNED_OUT_PAUSE);
      return false;
    }
    // A new sign-in in another tab made this page's token stale.
    if (response.status === 403 && !again) return this.sendFirst(true);
    if (!FINAL.has(response.status) && response.status !== 403) {
      this.later("offline", this.pause);
      return false;
    }
    const body = await response.json().catch(() => ({}));
    this.pause = FIRST_PAUSE;
    this.waiting.shift();
    this.keep();
    this.answered(change, response.status, body);
    return true;
  }
}

function post(change, token) {
  return fetch(change.url, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(change.body),
  });
}
