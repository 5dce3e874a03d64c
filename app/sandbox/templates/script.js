(() => {
  const who = document.getElementById("who");
  const key = "as " + location.pathname;
  if (localStorage.getItem(key) && [...who.options].some(o => o.value === localStorage.getItem(key)))
    who.value = localStorage.getItem(key);
  who.addEventListener("change", () => localStorage.setItem(key, who.value));
  const open = new Set(), shut = new Set();
  let tag = null, busy = false;

  function tab() {
    const files = location.hash.startsWith("#files");
    document.getElementById("talk").classList.toggle("hide", files);
    document.getElementById("files").classList.toggle("hide", !files);
    document.querySelectorAll(".tabs a").forEach(a => a.classList.toggle("on", (a.hash === "#files") === files));
  }
  function toast(text) {
    const box = document.createElement("div");
    box.className = "toast"; box.textContent = text;
    document.body.append(box); setTimeout(() => box.remove(), 6000);
  }
  // Sections are told apart by their place, so that those a reader opened stay open.
  function sections() { return [...document.querySelectorAll("main details")].map((d, i) => [d, d.id || "d" + i + d.querySelector("summary")?.textContent]); }
  function drafts() { return [...document.querySelectorAll("main textarea, main input[type=text]")].filter(t => t.value !== t.defaultValue); }

  async function refresh(force) {
    if (busy || (!force && document.hidden)) return;
    if (!force && (drafts().length || document.querySelector("main :focus:is(textarea, input[type=text])"))) return;
    busy = true;
    try {
      const answer = await fetch(location.pathname, tag ? {headers: {"If-None-Match": tag}, cache: "no-store"} : {cache: "no-store"});
      if (answer.status === 304 || !answer.ok) return;
      const first = tag === null;
      tag = answer.headers.get("etag");
      if (first && !force) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      const state = new Map(sections().map(([d, id]) => [id, d.open]));
      const y = window.scrollY;
      document.querySelector("main").replaceWith(fresh);
      for (const [d, id] of sections()) if (state.has(id)) d.open = state.get(id);
      tab(); window.scrollTo(0, y);
    } catch { /* the server is away; the next poll tells */ } finally { busy = false; }
  }
  async function act(form) {
    form.set("as", who.value);
    const answer = await fetch(location.pathname + "/act", {method: "POST", body: new URLSearchParams(form)});
    if (!answer.ok) toast(await answer.text());
    await refresh(true);
  }
  document.addEventListener("submit", event => {
    if (!event.target.matches("main form")) return;
    event.preventDefault();
    const form = new FormData(event.target, event.submitter);
    act(form);
  });
  document.addEventListener("change", event => {
    const box = event.target;
    if (!box.matches("input[data-box]")) return;
    const form = new FormData();
    form.set("act", "tick"); form.set("box", box.dataset.box); form.set("in", box.dataset.in);
    act(form);
  });
  addEventListener("hashchange", tab);
  tab(); refresh(false); setInterval(() => refresh(false), 1500);
})();
