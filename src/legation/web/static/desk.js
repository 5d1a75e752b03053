// Keys and copying. Every page works without this file.
/* global htmx */
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const now = () => document.activeElement.closest("[data-row]") || document.querySelector("[data-row].now");

  function go(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(now());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("now", row === next));
    const target = next.querySelector("a.opens");
    if (target) {
      target.focus({ preventScroll: true });
    } else {
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    }
    next.scrollIntoView({ block: "nearest" });
  }

  // Who comes back to a list from a row of it goes on from there. The number of the row alone is kept, with the address
  // in the history of the tab.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("a") && event.target.closest("[data-row]");
    if (row) history.replaceState({ ...history.state, row: rows().indexOf(row) }, "");
  });
  rows()[history.state?.row]?.classList.add("now");

  // A browser takes banner words for one long word: where a line is narrow they break behind a slash, and nowhere else.
  function breakable(within) {
    for (const one of within.querySelectorAll(".banner, .level")) {
      if (one.childElementCount || !one.textContent.includes("/")) continue;
      const parts = one.textContent.match(/[^/]+\/*|\/+/g);
      one.replaceChildren(...parts.flatMap((part) => [part, document.createElement("wbr")]));
    }
  }
  document.addEventListener("htmx:load", (event) => breakable(event.detail.elt));

  // What is fetched into a page may be held more closely than all that stands there: the desk is told what does, and the
  // answer has the banner over both. Where all that is marked is replaced, it is told of the parts alone that stay.
  const banner = () => document.querySelector("#marking-head .banner")?.textContent ?? "";
  const ends = (words) => (words ? ` – ${words} – Legation` : " – Legation");
  let marked = banner();
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, headers, target } = event.detail;
    const parts = [...document.querySelectorAll("[data-over]")].filter((part) => !target.contains(part));
    const stands = elt.closest("[data-whole]") ? parts.map((part) => part.dataset.over) : [banner()];
    headers["legation-marking"] = encodeURIComponent(stands.join(" | "));
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "marking-head") return;
    const now = banner();
    if (!document.title.endsWith(ends(now)) || !now) document.title = document.title.replace(ends(marked), ends(now));
    marked = now;
  });

  function field(step) {
    const all = [...document.querySelectorAll(".faithful .e")];
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
    next.tabIndex = -1;
    next.focus();
    document.getElementById("named").textContent = next.title;
  }

  function onProposal(key) {
    const proposal = now();
    if (!proposal || !proposal.matches(".proposal")) return false;
    if (key === "a" || key === "u") {
      const button = proposal.querySelector(key === "a" ? "button.accept" : "button.back");
      if (button) button.click();
      return true;
    }
    const details = proposal.querySelector(key === "m" ? "details.amend" : "details.reject");
    if (details) {
      details.open = true;
      details.querySelector("textarea, input:not([type=hidden])").focus();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape" && typing) {
      event.target.blur();
      return;
    }
    if (typing) return;
    const keys = {
      "/": () => document.getElementById("q")?.select(),
      j: () => go(1),
      k: () => go(-1),
      o: () => {
        const link = now() && now().querySelector("a.opens, .told a");
        if (link) link.click();
      },
      a: () => onProposal("a"),
      m: () => onProposal("m"),
      r: () => onProposal("r"),
      u: () => onProposal("u"),
      p: () => {
        const waiting = document.getElementById("proposals-here");
        if (!waiting) return false;
        waiting.open = !waiting.open;
        waiting.querySelector("summary").focus();
        return true;
      },
      "?": () => {
        const keys = document.getElementById("keys");
        keys.open = !keys.open;
        keys.scrollIntoView({ block: "nearest" });
        keys.querySelector("summary").focus();
      },
      "[": () => field(-1),
      "]": () => field(1),
    };
    if (Object.hasOwn(keys, event.key) && keys[event.key]() !== false) event.preventDefault();
  });

  // A link that was pressed and is replaced by its like keeps the focus, which would go back to the head of the page.
  let pressed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    pressed = event.detail.target.contains(active) ? active.getAttribute("href") : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!pressed || document.activeElement !== document.body) return;
    [...document.links].find((link) => link.getAttribute("href") === pressed)?.focus({ preventScroll: true });
  });

  // A proposal that was decided gives way to its new form: the reader stays where they were.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    const swapped = target.id && document.getElementById(target.id);
    if (swapped && swapped.matches(".proposal")) swapped.focus({ preventScroll: true });
    if (target.matches(".opened")) target.querySelector("textarea, a, button:not([hidden])")?.focus({ preventScroll: true });
    document.querySelectorAll("#notice .fault").forEach((fault) => {
      if (event.detail.target.id !== "notice") fault.remove();
    });
  });

  // What follows a page takes the place of all of it, but for what somebody is writing there: then it waits. The text
  // stays where it was in the window, and an address that leads to what came is followed.
  let stood = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const main = event.detail.target;
    if (main.id !== "main") return;
    if ([...main.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue)) {
      event.detail.shouldSwap = false;
      return;
    }
    const top = (one) => one.getBoundingClientRect().top;
    const first = window.scrollY > 0 && [...main.querySelectorAll("[id]")].find((one) => top(one) >= 0);
    stood = first ? { id: first.id, top: top(first) } : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "main") return;
    if (location.hash) location.replace(location.hash);
    const again = stood && document.getElementById(stood.id);
    if (again) window.scrollBy(0, again.getBoundingClientRect().top - stood.top);
  });

  // An address of a paragraph that stands on another part of a long telegram leads to that part.
  function find() {
    const sheet = document.querySelector("[data-parts]");
    const place = location.hash.slice(1);
    if (!sheet || !place || document.getElementById(place)) return;
    const at = new URL(sheet.dataset.parts, location.href);
    if (new URLSearchParams(location.search).get("at") === place) return;
    at.searchParams.set("at", place);
    at.hash = place;
    location.replace(at);
  }
  find();
  window.addEventListener("hashchange", find);

  // A form in which something is written is sent from its page: what is refused is said there, and nothing that was
  // written is lost. What has gone well leads on as the browser itself would have gone.
  const writes = "textarea, select, input:not([type=hidden], [type=password], [type=file])";
  function say(what, todo) {
    const fault = document.createElement("div");
    fault.className = "fault";
    fault.setAttribute("role", "alert");
    fault.append(Object.assign(document.createElement("h1"), { textContent: what }));
    fault.append(Object.assign(document.createElement("p"), { textContent: todo }));
    show(fault);
  }
  function show(fault) {
    const notice = document.getElementById("notice");
    notice.replaceChildren(fault);
    notice.scrollIntoView({ block: "nearest" });
  }
  function show_door() {
    const door = Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", rel: "noopener" });
    door.textContent = "Sign in in another window";
    document.querySelector("#notice .fault > p").append(" ", door);
  }
  const stale = (answer) => answer.status === 403 && answer.headers.get("legation-form") === "stale";
  async function renew() {
    const page = new DOMParser().parseFromString(await (await fetch("/sign-in")).text(), "text/html");
    const token = page.querySelector("input[name=_csrf_token]")?.value;
    if (!token) return;
    document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
    document.querySelectorAll("input[name=_csrf_token]").forEach((field) => (field.value = field.defaultValue = token));
  }
  // What a page swaps is asked for again by whoever pressed: the page has the token by then.
  document.addEventListener("htmx:beforeSwap", async (event) => {
    if (event.detail.xhr.getResponseHeader("legation-form") !== "stale") return;
    event.detail.shouldSwap = false;
    await renew();
    say("The desk was started anew meanwhile", "Nothing was changed, and what you wrote stands here still: do it again.");
  });
  function object_in(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
  function go_on(address) {
    const to = new URL(address, location.href);
    if (to.pathname + to.search !== location.pathname + location.search) {
      location.assign(to);
      return;
    }
    history.replaceState(null, "", to);  // an address with another fragment alone would load nothing
    location.reload();
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target, by = event.submitter;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.enctype.startsWith("multipart")) return;
    if (form.hasAttribute("hx-post") || by?.hasAttribute("formaction") || !form.querySelector(writes)) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    document.getElementById("notice").replaceChildren();
    let answer, text = "";
    const send = () => fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "legation-form": "kept" },
      body: new URLSearchParams(new FormData(form, by)),
    });
    try {
      answer = await send();
      // The desk was started anew since this page came: with a token of the new start the same is sent once more.
      if (stale(answer)) {
        await renew();
        answer = await send();
      }
      const address = answer.headers.get("legation-goes-to");
      if (address !== null) {
        go_on(address);
        return;  // still busy: this page stands until the next one comes, and would send the same again
      }
      text = await answer.text();
    } catch {
      form.ariaBusy = null;
      say("The desk does not answer", "What you wrote stands here still: send it again when the desk is back.");
      return;
    }
    form.ariaBusy = null;
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!answer.headers.get("content-type")?.startsWith("text/html") || !page.getElementById("main")) {
      const told = object_in(text);
      const status = `${answer.status} ${answer.statusText}`.trim();
      const todo = "What you wrote stands here still. Look whether it was entered before you send it again.";
      say(told?.title ?? `The answer is ${status}, and no page of the desk`, told?.title ? told.detail : todo);
      if (answer.status === 401) show_door();
      return;
    }
    const fault = page.querySelector("main > .fault:has(> h1)");
    if (fault) {
      show(document.adoptNode(fault));
      return;
    }
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    marked = banner();
    htmx.process(document.body);
    ready(document);
    window.scrollTo(0, 0);
    // A browser minds autofocus once, when a page is loaded.
    (document.querySelector("[autofocus]") ?? document.getElementById("main")).focus({ preventScroll: true });
  });
  // Back to a page that was kept as it was left: it may send again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form").forEach((form) => (form.ariaBusy = null));
    document.querySelectorAll("form.of-move").forEach(fitting);  // a browser fills in what was chosen before
  });

  // Without a clipboard the buttons stay away: what they copy stands beside them.
  function offerCopies(within) {
    if (!navigator.clipboard) return;
    within.querySelectorAll("button.copy[hidden]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.text || new URL(button.dataset.copy, location.href).href);
        button.textContent = "Copied";
      });
    });
  }
  // A form for a move by hand has the fields that the chosen one has use for: what is not shown is not sent.
  function fitting(form) {
    const chosen = form.elements.move.value;
    form.querySelectorAll("[data-of]").forEach((label) => {
      label.hidden = !label.dataset.of.split(" ").includes(chosen);
      label.querySelector("input, select, textarea").disabled = label.hidden;
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.name === "move" && event.target.form.matches(".of-move")) fitting(event.target.form);
  });

  function ready(within) {
    offerCopies(within);
    within.querySelectorAll("form.of-move").forEach(fitting);
    within.querySelectorAll("button.print[hidden]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
})();
