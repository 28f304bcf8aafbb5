// What the pages do beyond plain HTML: keys, counters, toasts, times. Everything works without it.
(() => {
  "use strict";

  const inField = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const shortcutsOn = () => document.body.dataset.shortcuts !== "off";
  const visible = (element) => element && element.offsetParent !== null;

  // A short notice at the foot of the page, read out by screen readers.
  let toastTimer;
  function toast(text) {
    let box = document.querySelector(".toast");
    if (!box) {
      box = document.createElement("div");
      box.className = "toast";
      box.setAttribute("role", "alert");
      document.body.append(box);
    }
    box.textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => box.remove(), 8000);
  }

  // Choosing: a live counter for “choose two”, and no tick too many.
  function countChoices(form, changed) {
    const needed = Number(form.dataset.needed || 0);
    if (needed < 2) return;
    const ticked = form.querySelectorAll("input[name=chosen]:checked");
    if (changed && changed.checked && ticked.length > needed) {
      changed.checked = false;
      say(form, `${needed} chosen – clear one first`);
      return;
    }
    const count = ticked.length;
    const counter = form.querySelector("[data-counter]");
    if (counter) counter.textContent = `${count} of ${needed}`;
    if (changed) say(form, "");
  }
  function say(form, text) {
    const place = form.querySelector("[data-problem]");
    if (place) place.textContent = text;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-needed]");
    if (form && event.target.name === "chosen") countChoices(form, event.target);
    const auto = event.target.closest("[data-autosubmit]");
    if (auto) auto.requestSubmit();
    const revealed = document.getElementById(event.target.dataset.reveals);
    if (revealed) revealed.type = event.target.checked ? "text" : "password";
  });

  // Keys are native first; these come on top, only outside text fields, and can be switched off in the settings.
  document.addEventListener("keydown", (event) => {
    // A key held down must not run on through the questions.
    if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog || inField(event.target) || !shortcutsOn()) return;
    const key = event.key;
    const form = document.querySelector("form[data-needed]");
    if (form && /^[1-6a-fA-F]$/.test(key)) {
      const index = /\d/.test(key) ? Number(key) - 1 : key.toLowerCase().charCodeAt(0) - 97;
      const input = form.querySelectorAll("input[name=chosen]:not(:disabled)")[index];
      if (input) {
        event.preventDefault();
        input.checked = input.type === "radio" ? true : !input.checked;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
      return;
    }
    if (key === "Enter") {
      const main = document.querySelector("[data-key~=Enter]");
      if (visible(main) && !event.target.closest("a, button, summary")) {
        event.preventDefault();
        main.click();
      }
      return;
    }
    if (key === "?") {
      const help = document.getElementById("keys");
      if (help) {
        event.preventDefault();
        help.showModal();
      }
      return;
    }
    const named = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key.split(" ").includes(key.toLowerCase()) && visible(element));
    if (named) {
      event.preventDefault();
      named.click();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const field = document.getElementById(copy.dataset.copy);
      field.select();
      navigator.clipboard?.writeText(field.value).then(() => toast("Copied"), () => {});
    }
  });

  // What only scripts can do is shown only where they run.
  function arm(root) {
    root.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });
    root.querySelectorAll("form[data-needed]").forEach((form) => countChoices(form));
    root.querySelectorAll("input[data-browser-zone]").forEach((field) => {
      if (!field.value || field.value === "UTC") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
    });
    root.querySelectorAll("select[data-browser-zone]").forEach((field) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      if (field.dataset.browserZone === "guess" && [...field.options].some((option) => option.value === zone)) field.value = zone;
    });
  }
  document.addEventListener("DOMContentLoaded", () => arm(document));
  document.addEventListener("htmx:afterSwap", (event) => arm(event.target));
  document.addEventListener("htmx:oobAfterSwap", (event) => arm(event.target));
  document.addEventListener("htmx:beforeRequest", (event) => event.target.closest("[aria-busy]")?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", () => document.querySelectorAll("[aria-busy=true]").forEach((element) => element.setAttribute("aria-busy", "false")));
  document.addEventListener("htmx:timeout", () => toast("No answer for a while. Nothing was lost; try again."));
  document.addEventListener("htmx:sendError", () => toast("No connection. Nothing was lost; try again when you are back online."));
  document.addEventListener("htmx:responseError", (event) => {
    const said = {
      403: "This page has been open too long. Reload it and try again.",
      404: "This is not here any more. Reload the page.",
      413: "That was too much at once. Shorten it and send it again.",
      429: "That was too fast. Wait a moment and try again.",
      503: "The study room is busy. Wait a few seconds and send it again.",
    };
    toast(said[event.detail.xhr.status] || "Something went wrong on our side. Your saved answers are safe; try again.");
  });
})();
