// Sends typed cells: one sender per browser, one batch in flight, again and again until every cell has its answer.
import { SCORES, Store, keyOf } from "./filing-store.js";

const COALESCE = 300;
const AT_ONCE = 1500; // numbers: the server takes 2,000 edits and 256 KB
const KEEPALIVE = 500; // numbers: a browser sends 64 KB after the page is gone
const TIMEOUT = 30000;
const SHORTEST = 1000;
const LONGEST = 30000;
const LATER = new Set([429, 500, 502, 503, 504]);

export class Queue extends EventTarget {
  constructor({ user, urls, token, database = SCORES, atOnce = AT_ONCE, keepalive = KEEPALIVE }) {
    super();
    Object.assign(this, { database, atOnce, keepalive });
    this.user = user;
    this.urls = urls;
    this.token = token;
    this.records = new Map();
    this.flying = new Set();
    this.failures = 0;
    this.state = "idle"; // idle, sending, waiting, signedOut, otherUser, stopped
    this.sequence = Date.now();
  }

  async start() {
    this.store = await Store.open(this.database);
    const kept = await this.store.all();
    this.foreign = kept.some((record) => record.user !== this.user);
    const own = kept.filter((record) => record.user === this.user);
    for (const record of own) if (!this.records.has(record.key)) this.records.set(record.key, record);
    addEventListener("pagehide", () => this.sendLast());
    addEventListener("online", () => this.again());
    for (const moment of ["focus", "visibilitychange"]) addEventListener(moment, () => this.comeBack());
    return own;
  }

  // Put cells into the queue: [{sheet, criterion, value, base, epoch, state, reason}]; those in state "ready" are sent.
  async put(entries) {
    const records = entries.map((entry) => {
      const key = keyOf(this.user, entry.sheet, entry.criterion);
      const sent = this.records.get(key)?.sent ?? [];
      return { ...entry, key, user: this.user, seq: ++this.sequence, sent };
    });
    for (const record of records) this.records.set(record.key, record);
    this.tell();
    try {
      await this.store?.put(records);
    } catch {
      this.dispatchEvent(new Event("unkept")); // the disk is full: what is typed is still sent
    }
    if (records.some((record) => record.state === "ready")) this.schedule();
  }

  async drop(sheet, criterion) {
    const record = this.records.get(keyOf(this.user, sheet, criterion));
    if (!record) return;
    this.records.delete(record.key);
    this.tell();
    await this.store?.remove([record]);
  }

  get(sheet, criterion) {
    return this.records.get(keyOf(this.user, sheet, criterion));
  }

  get ready() {
    return [...this.records.values()].filter((record) => record.state === "ready");
  }

  get unsolved() {
    return [...this.records.values()].filter((record) => record.state !== "ready" && record.state !== "typing");
  }

  // Rapid changes travel together: the first one leaves at once, the next batch 300 ms after the last.
  schedule() {
    if (this.timer || this.state === "signedOut" || this.state === "otherUser" || this.state === "waiting") return;
    const wait = Math.max(0, (this.lastSent ?? 0) + COALESCE - Date.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.send();
    }, wait);
  }

  again() {
    if (this.state !== "waiting") return;
    clearTimeout(this.retry);
    this.move("idle");
    this.schedule();
  }

  async send() {
    if (this.sending || !this.ready.length) return;
    this.sending = true;
    this.move("sending");
    try {
      await this.alone(() => this.sendBatch());
    } finally {
      this.sending = false;
      this.flying.clear();
      if (this.state === "sending") this.move("idle");
    }
    if (this.state === "idle" && this.ready.length) this.schedule();
  }

  alone(act) {
    return navigator.locks ? navigator.locks.request(`${this.database}-sender`, act) : act();
  }

  async sendBatch() {
    const batch = this.ready.slice(0, this.atOnce);
    if (!batch.length) return;
    for (const record of batch) {
      this.flying.add(record.key);
      record.sent = [...record.sent.slice(-3), record.value];
    }
    this.lastSent = Date.now();
    this.tell();
    let response;
    try {
      response = await this.post(batch);
      if (response.status === 403) response = await this.renewed(response, batch);
      if (response === null) return;
      if (response.status === 200) return await this.take(batch, (await response.json()).answers);
    } catch {
      return this.backOff(); // no connection, a time-out, or an answer that is not ours
    }
    this.refused(response.status);
  }

  post(batch, options = {}) {
    const epochs = {};
    for (const record of batch) epochs[record.sheet] = record.epoch;
    const edits = batch.map(({ sheet, criterion, value, base }) => ({ sheet, criterion, value, base }));
    return fetch(this.urls.cells, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, "X-Filing-User": String(this.user) },
      body: JSON.stringify({ epochs, edits }),
      redirect: "error",
      signal: options.keepalive ? undefined : AbortSignal.timeout(TIMEOUT),
      ...options,
    });
  }

  // A refused token is renewed once, for the same person only. Null: there is nothing more to send now.
  async renewed(response, batch) {
    const { error } = await response.json();
    if (error === "other_user") return this.stop("otherUser");
    if (error !== "csrf" || !(await this.renew())) return this.state === "sending" ? response : null;
    return this.post(batch);
  }

  async renew() {
    const response = await fetch(this.urls.token, { redirect: "error", cache: "no-store" });
    if (response.status === 401) return this.stop("signedOut");
    if (!response.ok) throw new Error("no token");
    const { token, user } = await response.json();
    if (user !== this.user) return this.stop("otherUser");
    this.token = token;
    return true;
  }

  stop(state) {
    this.move(state);
    if (state === "signedOut") this.lookAgain();
    return null;
  }

  refused(status) {
    if (status === 401) this.stop("signedOut");
    else if (LATER.has(status)) this.backOff();
    else {
      this.status = status;
      this.move("stopped");
      this.backOff(LONGEST);
    }
  }

  backOff(wait = Math.min(LONGEST, SHORTEST * 2 ** this.failures)) {
    this.failures += 1;
    const jittered = Math.max(SHORTEST, wait * (0.5 + Math.random() / 2));
    this.nextAt = Date.now() + jittered;
    this.move("waiting");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.again(), jittered);
  }

  // Signed out: the person signs in in another tab; every return to this one, and now and then a look, finds out.
  lookAgain() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.comeBack(), 5000);
  }

  async comeBack() {
    if (this.state === "waiting") return this.again();
    if (this.state !== "signedOut" || this.asking) return;
    this.asking = true;
    try {
      if (await this.renew()) {
        this.move("idle");
        this.schedule();
      }
    } catch {
      this.lookAgain();
    } finally {
      this.asking = false;
    }
  }

  async take(batch, answers) {
    this.failures = 0;
    const finished = [];
    const changed = [];
    const told = [];
    batch.forEach((record, place) => {
      const answer = answers[place];
      const current = this.records.get(record.key);
      if (answer.state === "saved" || answer.state === "same") {
        finished.push(record);
        if (current === record) this.records.delete(record.key);
        else if (current) changed.push(Object.assign(current, { base: answer.version, sent: [] }));
      } else if (current) {
        this.leave(current, answer);
        changed.push(current);
      }
      told.push({ record, answer, current });
    });
    this.dispatchEvent(new CustomEvent("answers", { detail: told }));
    await this.store.remove(finished);
    await this.store.put(changed);
  }

  // A conflict with a value that this page itself sent, and whose answer was lost, is none: it is sent again on its version.
  leave(record, answer) {
    if (answer.state === "conflict" && record.sent.slice(0, -1).includes(answer.theirs || null)) {
      record.base = answer.version;
      return;
    }
    Object.assign(record, { state: answer.state, reason: answer.reason ?? "", theirs: answer.theirs, at: answer.at, version: answer.version });
  }

  sendLast() {
    const batch = this.ready.slice(0, this.keepalive);
    if (batch.length && (this.state === "idle" || this.state === "sending")) this.post(batch, { keepalive: true }).catch(() => {});
  }

  // Resolves once nothing is left to send; false if something needs the person first.
  async settled() {
    this.again();
    this.schedule();
    while (this.ready.length && !["signedOut", "otherUser", "stopped"].includes(this.state)) {
      await new Promise((resolve) => this.addEventListener("change", resolve, { once: true }));
    }
    return !this.records.size;
  }

  move(state) {
    this.state = state;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
