// What is kept in this browser until the server has it: texts being written, and changes on their way.

const ROOT = "octavilla";
const memory = new Map();
export let lasting = true;

const store = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return memory.get(key) ?? null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); } catch { lasting = false; memory.set(key, value); }
  },
  remove(key) {
    memory.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
  keys(prefix) {
    let all = [...memory.keys()];
    try { all = all.concat(Object.keys(localStorage)); } catch { /* nothing was kept */ }
    return all.filter((key) => key.startsWith(prefix));
  },
};

function read(key) {
  try { return JSON.parse(store.get(key)); } catch { return null; }
}

// Texts being written, of one text in one language: {text, seen, when} by sentence.
export class Unsaved {
  constructor(project, code, slug) {
    this.prefix = `${ROOT}:text:${project}:${code}/${slug}:`;
  }

  get(id) {
    return read(this.prefix + id);
  }

  put(id, text, seen) {
    store.set(this.prefix + id, JSON.stringify({ text, seen, when: new Date().toISOString() }));
  }

  drop(id) {
    store.remove(this.prefix + id);
  }

  ids() {
    return store.keys(this.prefix).map((key) => key.slice(this.prefix.length));
  }
}

// Changes on their way, oldest first. Each has its own key, so that two windows never write over each other's.
const BEAT = 90_000;

export class Outgoing {
  constructor(project, who) {
    this.prefix = `${ROOT}:out:${project}:`;
    this.who = who;
    this.window = this.windowName();
  }

  windowName() {
    try {
      const known = sessionStorage.getItem(`${ROOT}:window`);
      if (known) return known;
      const made = Math.random().toString(36).slice(2);
      sessionStorage.setItem(`${ROOT}:window`, made);
      return made;
    } catch {
      return Math.random().toString(36).slice(2);
    }
  }

  put(item) {
    store.set(this.prefix + item.key, JSON.stringify({ ...item, window: this.window, who: this.who, beat: Date.now() }));
  }

  drop(item) {
    store.remove(this.prefix + item.key);
  }

  // Those that an earlier page left: of this window, of one that was closed, or of one that stopped living.
  left() {
    return store.keys(this.prefix)
      .map((key) => read(key))
      .filter((item) => item && item.who === this.who)
      .filter((item) => item.window === this.window || item.closed || Date.now() - item.beat > BEAT)
      .sort((one, other) => one.at - other.at);
  }

  // Called when the page goes: another window may send them.
  release(items) {
    for (const item of items) store.set(this.prefix + item.key, JSON.stringify({ ...item, who: this.who, closed: true }));
  }
}

export const settings = {
  get(name) { return store.get(`${ROOT}:set:${name}`); },
  set(name, value) { store.set(`${ROOT}:set:${name}`, value); },
};
