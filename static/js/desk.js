/* What the desk's forms need beside Django's own scripts: names for its choosers, and the live preview. */
"use strict";

(() => {
  /* A chooser made by select2 is named by what is chosen in it, so one in which nothing is has no name: give it its label. */
  function nameChoosers() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.labels[0];
      const box = select.nextElementSibling;
      if (!label || !box) continue;
      label.id ||= `${select.id}_label`;
      const combobox = box.querySelector(".select2-selection");
      const shown = box.querySelector("[role=textbox]");
      combobox.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
      for (const field of box.querySelectorAll("[role=textbox], .select2-search__field")) field.setAttribute("aria-labelledby", label.id);
    }
  }

  // After Django's own scripts have made the choosers, which they do in the same queue.
  window.django?.jQuery(nameChoosers);
  document.addEventListener("formset:added", () => setTimeout(nameChoosers));
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".select2-dropdown .select2-search__field")) event.target.setAttribute("aria-label", "Search");
  });
})();

(() => {
  /* Sends the form as it stands and shows what comes back. Without scripts the button opens a page of its own. */
  const panel = document.querySelector("[data-preview]");
  if (!panel) return;
  const button = panel.querySelector("button[name=preview]");
  const form = button.form;
  const pane = panel.querySelector("[data-preview-pane]");
  const state = panel.querySelector("[data-preview-state]");
  let timer = 0;
  let newest = 0;

  async function show() {
    const number = ++newest;
    const data = new FormData(form);
    data.append("preview", panel.dataset.preview);
    data.append("part", "pane");
    try {
      const response = await fetch(button.formAction, { method: "POST", body: data });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const html = await response.text();
      if (number !== newest) return;
      pane.innerHTML = html;
      state.textContent = "";
    } catch {
      if (number === newest) state.textContent = "No preview just now. What you typed is still here.";
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(show, 400);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
  show();
})();
