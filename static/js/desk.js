/* The live preview of the desk: sends the form as it stands and shows what comes back. Without it the button opens a page. */
"use strict";

(() => {
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
