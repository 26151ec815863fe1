// What was typed and not yet acknowledged, kept in the browser: it survives a reload, a crash and a sign-out in mid-sentence.
// A record is {key, user, sheet, criterion, value, base, epoch, seq, state, reason, theirs, sent}.
// Scores and what a unit answers in a survey are kept apart: either has its own form of records and its own address.
export const SCORES = "lingyan-filing";
export const DEMAND = "lingyan-demand";
export const DATABASES = [SCORES, DEMAND];
const CELLS = "cells";

function open(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(CELLS, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const keyOf = (user, sheet, criterion) => `${user}/${sheet}/${criterion}`;

export class Store {
  // A browser without IndexedDB (some private windows) still files; it only keeps nothing across a reload.
  static async open(name) {
    try {
      return new Store(await open(name));
    } catch {
      return new Store(null);
    }
  }

  constructor(database) {
    this.database = database;
  }

  get keeps() {
    return this.database !== null;
  }

  async put(records) {
    if (!this.database || !records.length) return;
    const transaction = this.database.transaction(CELLS, "readwrite");
    for (const record of records) transaction.objectStore(CELLS).put(record);
    await done(transaction);
  }

  // Only what is still the same: a value typed meanwhile, here or in another tab, has another `seq` and stays.
  async remove(records) {
    if (!this.database || !records.length) return;
    const transaction = this.database.transaction(CELLS, "readwrite");
    const cells = transaction.objectStore(CELLS);
    for (const record of records) {
      const stored = cells.get(record.key);
      stored.onsuccess = () => {
        if (stored.result && stored.result.seq === record.seq) cells.delete(record.key);
      };
    }
    await done(transaction);
  }

  async all() {
    if (!this.database) return [];
    const request = this.database.transaction(CELLS).objectStore(CELLS).getAll();
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async clear(user) {
    const own = (await this.all()).filter((record) => record.user === user);
    await this.remove(own);
  }
}
